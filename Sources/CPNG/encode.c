#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

// The bytes written so far; as the decoder, it lives above the function with setjmp.
typedef struct encoder {
  failure failure;  // first: libpng's error pointer
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} encoder;

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  encoder *encoder = png_get_io_ptr(png);
  if (encoder->capacity - encoder->count < count) {
    size_t capacity = 2 * encoder->capacity + count;
    uint8_t *larger = realloc(encoder->bytes, capacity);
    if (larger == NULL) {
      encoder->failure.status = CPNG_NO_MEMORY;
      png_error(png, "no memory for the encoded image");
    }
    encoder->bytes = larger;
    encoder->capacity = capacity;
  }
  memcpy(encoder->bytes + encoder->count, bytes, count);
  encoder->count += count;
}

static void flush_nothing(png_structp png) { (void)png; }

static void on_warning(png_structp png, const char *reason) {
  (void)png;
  (void)reason;
}

static cpng_status run(encoder *encoder, const uint8_t *pixels, uint32_t width, uint32_t height,
                       uint32_t channels, int level) {
  static const int colour[5] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  if (setjmp(png_jmpbuf(encoder->png))) return encoder->failure.status;
  png_set_write_fn(encoder->png, encoder, write_bytes, flush_nothing);
  png_set_IHDR(encoder->png, encoder->info, width, height, 8, colour[channels],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(encoder->png, level);
  // Unfiltered, drawings of few colours become smallest at the fast levels, and are also read back
  // 1.4 times as fast (zlib leaves its fast loop in rows that a filter has made noisy).
  png_set_filter(encoder->png, PNG_FILTER_TYPE_BASE, level < 4 ? PNG_FILTER_NONE : PNG_ALL_FILTERS);
  png_write_info(encoder->png, encoder->info);
  for (size_t y = 0; y < height; y++) {
    png_write_row(encoder->png, pixels + y * width * channels);
  }
  png_write_end(encoder->png, NULL);
  return CPNG_OK;
}

cpng_status cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, uint32_t channels,
                        int level, uint8_t **bytes, size_t *count, char *message,
                        size_t message_size) {
  encoder encoder = {.failure = {CPNG_OK, message, message_size}};
  if (width == 0 || height == 0 || width > 1000000 || height > 1000000) {
    return cpng_fail(&encoder.failure, CPNG_ARGUMENT, "cannot write %u x %u pixels", width, height);
  }
  if (channels < 1 || channels > 4 || level < 0 || level > 9) {
    return cpng_fail(&encoder.failure, CPNG_ARGUMENT, "cannot write %u channels at level %d",
                     channels, level);
  }
  encoder.png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &encoder, cpng_on_error, on_warning);
  encoder.info = encoder.png == NULL ? NULL : png_create_info_struct(encoder.png);
  cpng_status status =
      encoder.info == NULL ? cpng_fail(&encoder.failure, CPNG_NO_MEMORY, "no memory")
                           : run(&encoder, pixels, width, height, channels, level);
  png_destroy_write_struct(&encoder.png, &encoder.info);
  if (status == CPNG_OK) {
    *bytes = encoder.bytes;
    *count = encoder.count;
  } else {
    free(encoder.bytes);
  }
  return status;
}
