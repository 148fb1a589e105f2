// PNG in and out through libpng, without its types and without longjmp.
//
// Pixels are bytes, interleaved row by row without padding: height x width x channels, where the
// channels are 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA. Each function returns CPNG_OK or one of the
// codes below; on any other than CPNG_OK the results are untouched and `message` (if it is not
// NULL) holds a short English reason, cut to `message_size` bytes with the closing zero.
#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cpng_status {
  CPNG_OK = 0,
  CPNG_NOT_PNG = 1,    // empty, or it does not start as a PNG does
  CPNG_TRUNCATED = 2,  // the bytes end before the image does
  CPNG_DAMAGED = 3,    // libpng refused the content
  CPNG_TOO_LARGE = 4,  // beyond the limits given; nothing was allocated for pixels
  CPNG_NO_MEMORY = 5,
  CPNG_ARGUMENT = 6,   // pixels to encode that no PNG can hold
} cpng_status;

// What a decoder accepts. cpng_default_limits: 16,384 a side and 64 Mi pixels in all.
typedef struct cpng_limits {
  uint32_t max_width;
  uint32_t max_height;
  uint64_t max_pixels;
} cpng_limits;

// `pixels` is to be released with cpng_free; cpng_read_header leaves it NULL.
typedef struct cpng_image {
  uint8_t *pixels;
  uint32_t width;
  uint32_t height;
  uint32_t channels;
} cpng_image;

cpng_limits cpng_default_limits(void);

// Size and channels from the first 33 bytes of a file, without libpng and without limits. The
// channels are those of the colour type (a palette counts as 3); a transparent colour declared
// later in the file adds one more when the image is decoded.
cpng_status cpng_read_header(const uint8_t *bytes, size_t count, cpng_image *header, char *message,
                             size_t message_size);

// Decodes a whole file. Palettes become RGB, 1, 2 and 4 bit greys are expanded, transparent colours
// become an alpha channel, 16 bits are rounded to 8; interlaced files are accepted, and so are bytes
// behind the last chunk and image data that goes on behind the last row. A tRNS chunk that cannot be
// (longer than the palette, in the wrong place) is left out, as by libpng. Missing rows, a missing
// end, palette indices without a colour and wrong checksums of critical chunks or of the image data
// are errors.
cpng_status cpng_decode(const uint8_t *bytes, size_t count, cpng_limits limits, cpng_image *image,
                        char *message, size_t message_size);

// Encodes 8 bit pixels at zlib's `level` 0 (stored) ... 9 (smallest); 1 is by far the fastest that
// compresses. *bytes is to be released with cpng_free.
cpng_status cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels,
                        int level, uint8_t **bytes, size_t *count, char *message,
                        size_t message_size);

void cpng_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif
