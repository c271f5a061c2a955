#!/usr/bin/env python3
"""Golden values for GatedRecurrentUnitTest, from an independent implementation.

usage: gru_golden.py  (Python 3 with numpy; writes gru_golden.csv beside itself)

Parameters follow a formula, so that both sides start from the same: element i of the flat array is
sin(0.37 i) * scale(block). All arithmetic here is in double precision. Layout of the flat
array: an embedding row of 3H a code, biases 4H, recurrent matrix H x 3H, an output row of H + 1 a node,
a chain row of H a code of the first three heads. Gate order: reset, update, candidate.
"""
import os
import numpy as np

H, CODES, NODES, CHAIN = 3, 147, 189, 115
HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = [(CODES * 3 * H, 0.3), (4 * H, 0.2), (3 * H * H, 0.5), (NODES * (H + 1), 0.4), (CHAIN * H, 0.3)]
# Codes (operation, size, delta, gap) of six requests, and for each the nodes asked for under each head.
REQUESTS = [(0, 20, 74, 120), (1, 21, 80, 118), (0, 20, 74, 121), (1, 25, 60, 116), (0, 20, 74, 120), (0, 33, 114, 146)]
NODES_ASKED = [[0], [15, 16], [30, 31, 32], [158, 159]]


def parameters():
    out = []
    i = 0
    for size, scale in SIZES:
        out.append(np.sin(0.37 * np.arange(i, i + size)) * scale)
        i += size
    e, b, u, o, c = out
    return e.reshape(CODES, 3 * H), b, u.reshape(H, 3 * H), o.reshape(NODES, H + 1), c.reshape(CHAIN, H)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gru():
    e, b, u, o, c = parameters()
    h = np.zeros(H)
    rows = []
    previous = None
    for request in REQUESTS:
        a = b[:3 * H].copy()
        if previous is not None:
            for code in previous:
                a += e[code]
        q = h @ u
        r = sigmoid(a[:H] + q[:H])
        z = sigmoid(a[H:2 * H] + q[H:2 * H])
        n = np.tanh(a[2 * H:] + r * (q[2 * H:] + b[3 * H:]))
        h = (1 - z) * n + z * h
        seen = h.copy()
        figures = list(h)
        for head, nodes in enumerate(NODES_ASKED):
            figures += [o[node, :H] @ seen + o[node, H] for node in nodes]
            if head < 3:
                seen = seen + c[request[head]]
        rows.append(figures)
        previous = request
    return rows


with open(os.path.join(HERE, 'gru_golden.csv'), 'w') as f:
    for row in gru():
        f.write(','.join(f'{x:.9f}' for x in row) + '\n')
