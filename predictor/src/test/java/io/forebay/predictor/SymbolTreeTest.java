package io.forebay.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SymbolTreeTest {
    @Test
    void shouldFillCodeSpaceWhenAllSymbolsOfHeadAreSpelled() {
        assertThat(kraftSum(0, 2)).isEqualTo(1);
        assertThat(kraftSum(2, 18)).isEqualTo(1);
        assertThat(kraftSum(18, 34)).isEqualTo(1);
        // Magnitudes 40 to 63 do not exist: 32 to 39 skip two decisions that are always 0.
        assertThat(kraftSum(34, 115)).isEqualTo(1);
        assertThat(kraftSum(115, 147)).isEqualTo(1);
    }

    private static double kraftSum(int from, int to) {
        double sum = 0;
        for (int code = from; code < to; code++) {
            sum += StrictMath.pow(2, -SymbolTree.DEPTH[code]);
        }
        return sum;
    }

    @Test
    void shouldShareNodesOnlyWhenPathsAgree() {
        var prefixOfNode = new HashMap<Integer, String>();
        var paths = new HashSet<String>();
        for (int code = 0; code < SymbolTree.CODES; code++) {
            int head = 0;
            while (SymbolTree.FIRST_CODE[head + 1] <= code) {
                head++;
            }
            var prefix = new StringBuilder("head " + head + " ");
            for (int d = 0; d < SymbolTree.DEPTH[code]; d++) {
                int node = SymbolTree.NODE[code * SymbolTree.MAX_DEPTH + d];
                assertThat(node).isBetween(0, SymbolTree.NODES - 1);
                String seen = prefixOfNode.putIfAbsent(node, prefix.toString());
                assertThat(seen == null || seen.contentEquals(prefix)).isTrue();
                prefix.append(SymbolTree.BIT[code * SymbolTree.MAX_DEPTH + d]);
            }
            paths.add(prefix.toString());
        }
        assertThat(prefixOfNode).hasSizeGreaterThan(140);
        assertThat(paths).hasSize(SymbolTree.CODES);
    }
}
