// The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) and the distributions that PyTorch's CPU generator makes
// of it, number for number. The state advances 624 words at once and is tempered many words at once, as vector code.

#include "random.h"
#include "clones.h"
#include <math.h>
#include <string.h>

#pragma clang fp contract(on) // a product and a sum in one expression: one rounding where the processor has FMA

enum { N = 624, M = 397 };

// MARK: - The generator

INLINE uint32_t twist(uint32_t a, uint32_t b) {
    uint32_t y = (a & 0x80000000u) | (b & 0x7fffffffu);
    return (y >> 1) ^ ((0u - (b & 1u)) & 0x9908b0dfu);
}

INLINE uint32_t temper(uint32_t y) {
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
}

/// The next 624 words, untempered. A word needs the old word behind it and one 227 before it: three runs of at most
/// 227 words, each free of dependences but for that old word.
CLONES static void advance(uint32_t *s) {
    const int run = N - M;
#pragma clang loop vectorize(enable)
    for (int i = 0; i < run; i++) s[i] = s[i + M] ^ twist(s[i], s[i + 1]);
#pragma clang loop vectorize(enable)
    for (int i = run; i < 2 * run; i++) s[i] = s[i - run] ^ twist(s[i], s[i + 1]);
#pragma clang loop vectorize(enable)
    for (int i = 2 * run; i < N - 1; i++) s[i] = s[i - run] ^ twist(s[i], s[i + 1]);
    s[N - 1] = s[M - 1] ^ twist(s[N - 1], s[0]);
}

void k_mt19937_seed(k_mt19937 *mt, uint32_t seed) {
    mt->state[0] = seed;
    for (uint32_t i = 1; i < N; i++) {
        uint32_t before = mt->state[i - 1];
        mt->state[i] = 1812433253u * (before ^ (before >> 30)) + i;
    }
    mt->next = N;
}

uint32_t k_mt19937_next(k_mt19937 *mt) {
    if (mt->next >= N) {
        advance(mt->state);
        mt->next = 0;
    }
    return temper(mt->state[mt->next++]);
}

uint64_t k_mt19937_next64(k_mt19937 *mt) {
    uint64_t high = k_mt19937_next(mt);
    return high << 32 | k_mt19937_next(mt);
}

/// Up to `wanted` draws from the words that are left of the state, which is advanced first when none are.
INLINE size_t draw(k_mt19937 *mt, uint32_t words[N], size_t wanted) {
    if (mt->next >= N) {
        advance(mt->state);
        mt->next = 0;
    }
    size_t count = N - mt->next;
    if (count > wanted) count = wanted;
    const uint32_t *s = mt->state + mt->next;
    EACH for (size_t i = 0; i < count; i++) words[i] = temper(s[i]);
    mt->next += (uint32_t)count;
    return count;
}

/// Up to `wanted` draws of the low 53 bits of two words, the high word first.
INLINE size_t draw53(k_mt19937 *mt, uint64_t numbers[N / 2], size_t wanted) {
    const uint64_t low53 = ((uint64_t)1 << 53) - 1;
    if (mt->next == N - 1) { // the pair lies across two states
        numbers[0] = k_mt19937_next64(mt) & low53;
        return 1;
    }
    uint32_t words[N];
    size_t left = mt->next >= N ? N / 2 : (N - mt->next) / 2;
    size_t count = draw(mt, words, 2 * (left < wanted ? left : wanted)) / 2;
    EACH for (size_t i = 0; i < count; i++)
        numbers[i] = ((uint64_t)words[2 * i] << 32 | words[2 * i + 1]) & low53;
    return count;
}

// MARK: - Uniform

INLINE float uniform_f32(uint32_t word, float from, float to) {
    float x = (float)(int32_t)(word & 0xffffffu) * 0x1p-24f;
    return x * (to - from) + from;
}

INLINE double uniform_f64(uint64_t number, double from, double to) {
    double x = (double)(int64_t)number * 0x1p-53;
    return x * (to - from) + from;
}

CLONES void k_mt19937_uniform_f32(k_mt19937 *mt, float from, float to, float *out, size_t n) {
    uint32_t words[N];
    while (n > 0) {
        size_t count = draw(mt, words, n);
        EACH for (size_t i = 0; i < count; i++) out[i] = uniform_f32(words[i], from, to);
        out += count;
        n -= count;
    }
}

CLONES void k_mt19937_uniform_f64(k_mt19937 *mt, double from, double to, double *out, size_t n) {
    uint64_t numbers[N / 2];
    while (n > 0) {
        size_t count = draw53(mt, numbers, n);
        EACH for (size_t i = 0; i < count; i++) out[i] = uniform_f64(numbers[i], from, to);
        out += count;
        n -= count;
    }
}

CLONES void k_mt19937_bernoulli(k_mt19937 *mt, double p, uint8_t *mask, size_t n) {
    // number * 2^-53 < p exactly when number < ceil(p * 2^53), and that product is exact.
    const int64_t limit = p >= 1 ? (int64_t)1 << 53 : p > 0 ? (int64_t)ceil(p * 0x1p53) : 0;
    uint64_t numbers[N / 2];
    while (n > 0) {
        size_t count = draw53(mt, numbers, n);
        EACH for (size_t i = 0; i < count; i++) mask[i] = (int64_t)numbers[i] < limit;
        mask += count;
        n -= count;
    }
}

// MARK: - Normal

// Logarithm, sine and cosine are those of Cephes (Moshier, 1989: logf, sinf, cosf) with its polynomials, because
// PyTorch uses them here; arguments are in (0, 1] and in [0, 2 pi], so the special cases are left out.

INLINE float cephes_log(float x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    int32_t e = (int32_t)(u >> 23) - 126;
    u = (u & 0x007fffffu) | 0x3f000000u;
    float m;
    memcpy(&m, &u, sizeof m); // x = 2^e * m, 1/2 <= m < 1
    int small = m < 0.707106781186547524f;
    float k = (float)(small ? e - 1 : e);
    float f = (m - 1.0f) + (small ? m : 0.0f);
    float z = f * f;
    float p = 7.0376836292e-2f;
    p = p * f - 1.1514610310e-1f;
    p = p * f + 1.1676998740e-1f;
    p = p * f - 1.2420140846e-1f;
    p = p * f + 1.4249322787e-1f;
    p = p * f - 1.6668057665e-1f;
    p = p * f + 2.0000714765e-1f;
    p = p * f - 2.4999993993e-1f;
    p = p * f + 3.3333331174e-1f;
    p = p * f;
    float low = k * -2.12194440e-4f;
    float y = p * z + low;
    y = y - 0.5f * z;
    return k * 0.693359375f + (f + y);
}

INLINE void cephes_sincos(float x, float *sine, float *cosine) {
    int32_t octant = ((int32_t)(x * 1.27323954473516f) + 1) & ~1; // 4 / pi, to the next even one
    float k = (float)octant;
    float r = k * -0.78515625f + x; // x - k * pi / 4 in three parts
    r = k * -2.4187564849853515625e-4f + r;
    r = k * -3.77489497744594108e-8f + r;
    float z = r * r;
    float c = 2.443315711809948e-5f;
    c = c * z - 1.388731625493765e-3f;
    c = c * z + 4.166664568298827e-2f;
    c = c * z;
    float half = 0.5f * z;
    c = c * z - half;
    c = c + 1.0f;
    float s = -1.9515295891e-4f;
    s = s * z + 8.3321608736e-3f;
    s = s * z - 1.6666654611e-1f;
    s = s * z;
    s = s * r + r;
    int swap = octant & 2;
    float a = swap ? c : s, b = swap ? s : c;
    *sine = octant & 4 ? -a : a;
    *cosine = (octant + 2) & 4 ? -b : b;
}

INLINE void box_muller_f32(float *block, float mean, float std) {
    EACH for (int j = 0; j < 8; j++) {
        float radius = __builtin_elementwise_sqrt(-2.0f * cephes_log(1.0f - block[j]));
        float theta = 0x1.921fb6p2f * block[j + 8];
        float sine, cosine;
        cephes_sincos(theta, &sine, &cosine);
        float first = radius * cosine, second = radius * sine;
        block[j] = first * std + mean;
        block[j + 8] = second * std + mean;
    }
}

INLINE void box_muller_f64(double *block, double mean, double std) {
    for (int j = 0; j < 8; j++) {
        double radius = sqrt(-2 * log(1 - block[j]));
        double theta = 0x1.921fb54442d18p2 * block[j + 8];
        double first = radius * cos(theta), second = radius * sin(theta);
        block[j] = first * std + mean;
        block[j + 8] = second * std + mean;
    }
}

CLONES void k_mt19937_normal_f32(k_mt19937 *mt, float mean, float std, float *out, size_t n) {
    k_mt19937_uniform_f32(mt, 0, 1, out, n);
    for (size_t i = 0; i + 16 <= n; i += 16) box_muller_f32(out + i, mean, std);
    if (n % 16 == 0) return;
    k_mt19937_uniform_f32(mt, 0, 1, out + n - 16, 16);
    box_muller_f32(out + n - 16, mean, std);
}

CLONES void k_mt19937_normal_f64(k_mt19937 *mt, double mean, double std, double *out, size_t n) {
    k_mt19937_uniform_f64(mt, 0, 1, out, n);
    for (size_t i = 0; i + 16 <= n; i += 16) box_muller_f64(out + i, mean, std);
    if (n % 16 == 0) return;
    k_mt19937_uniform_f64(mt, 0, 1, out + n - 16, 16);
    box_muller_f64(out + n - 16, mean, std);
}
