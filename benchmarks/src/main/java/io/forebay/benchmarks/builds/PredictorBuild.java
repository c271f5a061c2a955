package io.forebay.benchmarks.builds;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** The predictor's classes as they are in a folder or a jar, beside those of other builds. */
final class PredictorBuild extends URLClassLoader {
    private static final String PREDICTOR = "io.forebay.predictor.";
    private static final String RUN = LearningRun.class.getName();

    private PredictorBuild(URL[] classes) {
        super(classes, PredictorBuild.class.getClassLoader());
    }

    /**
     * Loads a build.
     *
     * @throws IOException when there is none, or one that this comparison cannot drive
     */
    static PredictorBuild open(Path classes) throws IOException {
        if (!Files.exists(classes)) {
            throw new IOException("there is no build: path=" + classes);
        }
        return new PredictorBuild(
                new URL[] {
                    classes.toUri().toURL(),
                    LearningRun.class.getProtectionDomain().getCodeSource().getLocation()
                });
    }

    PredictorRun newRun() throws IOException {
        try {
            var constructor = loadClass(RUN).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (PredictorRun) constructor.newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IOException("the build has another interface: path=" + getURLs()[0], e);
        }
    }

    /** The predictor's from this build, all others from the one that runs. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PREDICTOR) && !name.equals(RUN)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }
    }
}
