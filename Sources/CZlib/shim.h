#ifndef ARCHIVE_CZLIB_SHIM_H
#define ARCHIVE_CZLIB_SHIM_H

#include <zlib.h>

/* inflateInit2 is a macro that passes the library's version and the size of its structure. */
static inline int archive_inflate_init_raw(z_streamp stream) {
    return inflateInit2(stream, -15);
}

#endif
