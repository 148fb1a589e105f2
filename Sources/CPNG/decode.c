#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

// Everything that changes while libpng runs. It lives in cpng_decode's frame, above the function
// with setjmp, so that a jump back leaves it intact.
typedef struct decoder {
  failure failure;  // first: libpng's error pointer
  png_structp png;
  png_infop info;
  const uint8_t *next;
  const uint8_t *end;
  cpng_image image;
} decoder;

static void read_bytes(png_structp png, png_bytep out, size_t count) {
  decoder *decoder = png_get_io_ptr(png);
  if ((size_t)(decoder->end - decoder->next) < count) {
    decoder->failure.status = CPNG_TRUNCATED;
    png_error(png, "ends early");
  }
  memcpy(out, decoder->next, count);
  decoder->next += count;
}

// What libpng reads with a warning is read: a tRNS longer than its palette is left out, image data may go on
// behind the last row. But where all rows are there and their checksum is wrong, that is an error.
static void on_warning(png_structp png, const char *reason) {
  if (strncmp(reason, "IDAT: ", 6) == 0 && strcmp(reason, "IDAT: Extra compressed data") != 0 &&
      strcmp(reason, "IDAT: Too much image data") != 0) {
    cpng_on_error(png, reason);
  }
}

// Only what makes pixels is read: texts, profiles and times stay packed.
static void configure(png_structp png, cpng_limits limits) {
  png_set_user_limits(png, limits.max_width, limits.max_height);
  png_set_chunk_cache_max(png, 128);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_benign_errors(png, 1);
}

// Asks libpng for 8 bit samples, but for the indices of a palette as they are: it would make an
// index without a colour black.
static void transform(png_structp png, png_infop info) {
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) {
    png_set_packing(png);
  } else {
    png_set_expand(png);
    png_set_scale_16(png);
  }
}

// The pixels, allocated once size and kind are known to be within the limits.
static cpng_status allocate(decoder *decoder, uint32_t channels, cpng_limits limits) {
  uint32_t width = png_get_image_width(decoder->png, decoder->info);
  uint32_t height = png_get_image_height(decoder->png, decoder->info);
  if ((uint64_t)width * height > limits.max_pixels) {
    return cpng_fail(&decoder->failure, CPNG_TOO_LARGE, "%u x %u is more than %llu pixels", width,
                     height, (unsigned long long)limits.max_pixels);
  }
  uint8_t *pixels = malloc((size_t)width * height * channels);
  if (pixels == NULL) {
    return cpng_fail(&decoder->failure, CPNG_NO_MEMORY, "no memory for %u x %u pixels", width,
                     height);
  }
  decoder->image = (cpng_image){pixels, width, height, channels};
  return CPNG_OK;
}

// Replaces the indices at the start of the pixels by colours, from the last to the first, so that
// none is overwritten before it is read.
static cpng_status expand_palette(decoder *decoder) {
  cpng_image *image = &decoder->image;
  png_colorp colours = NULL;
  png_bytep alphas = NULL;
  int colour_count = 0, alpha_count = 0;
  png_get_PLTE(decoder->png, decoder->info, &colours, &colour_count);
  png_get_tRNS(decoder->png, decoder->info, &alphas, &alpha_count, NULL);
  for (size_t i = (size_t)image->width * image->height; i-- > 0;) {
    int index = image->pixels[i];
    if (index >= colour_count) {
      return cpng_fail(&decoder->failure, CPNG_DAMAGED, "palette index %d of %d colours", index,
                       colour_count);
    }
    uint8_t *pixel = image->pixels + i * image->channels;
    pixel[0] = colours[index].red;
    pixel[1] = colours[index].green;
    pixel[2] = colours[index].blue;
    if (image->channels == 4) pixel[3] = index < alpha_count ? alphas[index] : 255;
  }
  return CPNG_OK;
}

static cpng_status run(decoder *decoder, cpng_limits limits) {
  png_structp png = decoder->png;
  png_infop info = decoder->info;
  if (setjmp(png_jmpbuf(png))) return decoder->failure.status;
  png_set_read_fn(png, decoder, read_bytes);
  configure(png, limits);
  png_read_info(png, info);
  transform(png, info);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);

  int indexed = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE;
  uint32_t channels = png_get_channels(png, info);
  if (indexed) channels = png_get_valid(png, info, PNG_INFO_tRNS) ? 4 : 3;
  if (allocate(decoder, channels, limits) != CPNG_OK) return decoder->failure.status;

  size_t row = png_get_rowbytes(png, info);
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < decoder->image.height; y++) {
      png_read_row(png, decoder->image.pixels + y * row, NULL);
    }
  }
  png_read_end(png, NULL);
  return indexed ? expand_palette(decoder) : CPNG_OK;
}

cpng_limits cpng_default_limits(void) {
  return (cpng_limits){1 << 14, 1 << 14, (uint64_t)64 << 20};
}

cpng_status cpng_decode(const uint8_t *bytes, size_t count, cpng_limits limits, cpng_image *image,
                        char *message, size_t message_size) {
  decoder decoder = {.failure = {CPNG_OK, message, message_size}};
  cpng_image header;
  cpng_status status = cpng_read_header(bytes, count, &header, message, message_size);
  if (status != CPNG_OK) return status;
  if (header.width > limits.max_width || header.height > limits.max_height) {
    return cpng_fail(&decoder.failure, CPNG_TOO_LARGE, "%u x %u is larger than %u x %u",
                     header.width, header.height, limits.max_width, limits.max_height);
  }
  decoder.next = bytes;
  decoder.end = bytes + count;
  decoder.png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, cpng_on_error, on_warning);
  decoder.info = decoder.png == NULL ? NULL : png_create_info_struct(decoder.png);
  status = decoder.info == NULL ? cpng_fail(&decoder.failure, CPNG_NO_MEMORY, "no memory")
                                : run(&decoder, limits);
  png_destroy_read_struct(&decoder.png, &decoder.info, NULL);
  if (status == CPNG_OK) {
    *image = decoder.image;
  } else {
    free(decoder.image.pixels);
  }
  return status;
}
