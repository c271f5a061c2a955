package io.forebay.gateway.host;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The calls of the C library that Java has no counterpart of; Linux on 64 bits. */
final class LibC {
    static final int READ_ONLY = 0;
    static final int CLOSE_ON_EXEC = 0x80000;
    static final int SEEK_END = 2;
    static final int FADVISE_RANDOM = 1;
    static final int FADVISE_WILL_NEED = 3;
    static final int FADVISE_DONT_NEED = 4;
    static final int MAP_SHARED = 1;
    static final int CLONE_NEWNET = 0x40000000;

    static {
        Native.register("c");
    }

    private LibC() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native long lseek(int descriptor, long offset, int whence) throws LastErrorException;

    static native long pread(int descriptor, Pointer into, long bytes, long offset)
            throws LastErrorException;

    /** Answers an error number instead of setting one. */
    static native int posix_fadvise(int descriptor, long offset, long bytes, int advice);

    static native Pointer mmap(
            Pointer address, long bytes, int protection, int flags, int descriptor, long offset)
            throws LastErrorException;

    static native int munmap(Pointer address, long bytes) throws LastErrorException;

    static native int mincore(Pointer address, long bytes, byte[] states) throws LastErrorException;

    static native int getpagesize();

    /** Moves the calling thread into a namespace. */
    static native int setns(int descriptor, int kind) throws LastErrorException;
}
