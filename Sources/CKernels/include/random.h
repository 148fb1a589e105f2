// The random numbers of PyTorch's CPU generator.

#ifndef RANDOM_H
#define RANDOM_H

#include "kernels.h"

/// The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998): the untempered state and the index
/// in 0...624 of the word that is drawn next; 624 means that the state is advanced first.
typedef struct {
    uint32_t state[624];
    uint32_t next;
} k_mt19937;

/// The state that `init_genrand(seed)` of the reference makes.
void k_mt19937_seed(k_mt19937 *mt, uint32_t seed);

/// The next 32 bits.
uint32_t k_mt19937_next(k_mt19937 *mt);

/// The next 64 bits: two draws, the high half first.
uint64_t k_mt19937_next64(k_mt19937 *mt);

/// out[i] = x (to - from) + from, one rounding where there is FMA; x is the low 24 bits of one draw times 2^-24.
void k_mt19937_uniform_f32(k_mt19937 *mt, float from, float to, float *out, size_t n);

/// The same with the low 53 bits of two draws, the high word first, times 2^-53.
void k_mt19937_uniform_f64(k_mt19937 *mt, double from, double to, double *out, size_t n);

/// mask[i] = 1 where the float64 uniform of two draws is below p, else 0.
void k_mt19937_bernoulli(k_mt19937 *mt, double p, uint8_t *mask, size_t n);

/// Normal numbers as PyTorch's randn makes them from n >= 16: n uniforms, then Box-Muller over blocks of 16
/// (eight radii, eight angles); when n is no multiple of 16 the last 16 are drawn again. Smaller n is not allowed.
/// Bits equal PyTorch's where it runs its AVX2 kernel (f32) and on the same C library (f64).
void k_mt19937_normal_f32(k_mt19937 *mt, float mean, float std, float *out, size_t n);
void k_mt19937_normal_f64(k_mt19937 *mt, double mean, double std, double *out, size_t n);

#endif
