/* The ABI record: what the host reads from a plugin's file before the dynamic linker touches it.
 *
 * Plain C, fixed size, text fields padded with zeros, never reordered; a later version only
 * appends. The record lies in the ELF section ".serhost" (allocated, so `strip` keeps it). Rules of
 * comparison: docs/decisions/0001-plugin-boundary.md. */
#ifndef SERHOST_ABI_H
#define SERHOST_ABI_H

#include <stdint.h>

#define SERHOST_API_MAJOR 2
#define SERHOST_API_MINOR 2
#define SERHOST_ABI_MAGIC "serhost-plugin/1\n"
#define SERHOST_ABI_SECTION ".serhost"

#ifdef __cplusplus
extern "C" {
#endif

/** What lies in the section. */
struct serhost_abi_block {
  char magic[24];         /**< SERHOST_ABI_MAGIC */
  uint32_t size;          /**< of this struct as the plugin was built */
  uint32_t api_major;     /**< must be equal */
  uint32_t api_minor;     /**< the plugin's must not be newer than the host's */
  char torch_version[32]; /**< "2.13.0"; must be equal */
  char stdlib[48];        /**< "libstdc++ cxx11abi=1"; must be equal */
  char
      build[48]; /**< "plain", or words of: debug-containers, asan, cuda; must be equal but for cuda
                  */
  uint32_t cxx_standard;   /**< __cplusplus / 100; must be equal */
  char compiler[32];       /**< "gcc 12"; told, never refused */
  char plugin_name[64];    /**< "focal" */
  char plugin_version[32]; /**< "0.1.0" */
};

#ifdef __cplusplus
}
#endif
#endif
