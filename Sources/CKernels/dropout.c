// Dropout with a given mask, forward and backward alike.

#include "dropout.h"
#include "clones.h"

CLONES void k_dropout_f32(const float *x, const uint8_t *mask, float scale, float *y, size_t n) {
    EACH for (size_t i = 0; i < n; i++) y[i] = x[i] * (mask[i] ? scale : 0.0f);
}

CLONES void k_dropout_f64(const double *x, const uint8_t *mask, double scale, double *y, size_t n) {
    EACH for (size_t i = 0; i < n; i++) y[i] = x[i] * (mask[i] ? scale : 0.0);
}
