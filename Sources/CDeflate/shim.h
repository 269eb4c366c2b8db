#ifndef ARCHIVE_CDEFLATE_SHIM_H
#define ARCHIVE_CDEFLATE_SHIM_H

#include <libdeflate.h>

#endif
