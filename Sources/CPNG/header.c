#include <string.h>

#include "failure.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// The CRC-32 of the PNG specification, bit by bit: it runs over 17 bytes only.
static uint32_t checksum(const uint8_t *bytes, size_t count) {
  uint32_t crc = 0xFFFFFFFF;
  for (size_t i = 0; i < count; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

// Channels of a colour type with this bit depth; 0 for a pair that PNG does not know.
static uint32_t channels_of(uint8_t colour, uint8_t depth) {
  switch (colour) {
    case 0: return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16 ? 1 : 0;
    case 2: return depth == 8 || depth == 16 ? 3 : 0;
    case 3: return depth == 1 || depth == 2 || depth == 4 || depth == 8 ? 3 : 0;
    case 4: return depth == 8 || depth == 16 ? 2 : 0;
    case 6: return depth == 8 || depth == 16 ? 4 : 0;
    default: return 0;
  }
}

cpng_status cpng_read_header(const uint8_t *bytes, size_t count, cpng_image *header, char *message,
                             size_t message_size) {
  failure failure = {CPNG_OK, message, message_size};
  if (count == 0) return cpng_fail(&failure, CPNG_NOT_PNG, "empty");
  size_t compared = count < 8 ? count : 8;
  if (memcmp(bytes, signature, compared) != 0) {
    uint8_t start[4] = {0};
    memcpy(start, bytes, count < 4 ? count : 4);
    return cpng_fail(&failure, CPNG_NOT_PNG, "not a PNG (starts with %02x %02x %02x %02x)",
                     start[0], start[1], start[2], start[3]);
  }
  if (count < 33) {
    return cpng_fail(&failure, CPNG_TRUNCATED, "ends early (%zu bytes, a header takes 33)", count);
  }
  if (big_endian(bytes + 8) != 13 || memcmp(bytes + 12, "IHDR", 4) != 0) {
    return cpng_fail(&failure, CPNG_DAMAGED, "does not begin with an IHDR chunk of 13 bytes");
  }
  if (checksum(bytes + 12, 17) != big_endian(bytes + 29)) {
    return cpng_fail(&failure, CPNG_DAMAGED, "IHDR: CRC error");
  }
  uint32_t width = big_endian(bytes + 16), height = big_endian(bytes + 20);
  if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) {
    return cpng_fail(&failure, CPNG_DAMAGED, "impossible size %u x %u", width, height);
  }
  uint32_t channels = channels_of(bytes[25], bytes[24]);
  if (channels == 0 || bytes[26] != 0 || bytes[27] != 0 || bytes[28] > 1) {
    return cpng_fail(&failure, CPNG_DAMAGED,
                     "unknown kind of image (depth %u, colour type %u, methods %u %u %u)",
                     bytes[24], bytes[25], bytes[26], bytes[27], bytes[28]);
  }
  *header = (cpng_image){NULL, width, height, channels};
  return CPNG_OK;
}
