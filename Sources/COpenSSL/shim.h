#ifndef ARCHIVE_COPENSSL_SHIM_H
#define ARCHIVE_COPENSSL_SHIM_H

#include <openssl/evp.h>
#include <openssl/rand.h>

#endif
