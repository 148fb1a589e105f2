// The greatest and least elements of a row of REAL, and where they are. Included by rows.c with REAL, WORD (an integer
// of its size) and NAME(x) defined. `least` is a literal wherever it stands.

typedef REAL NAME(many) __attribute__((vector_size(64), aligned(sizeof(REAL)), may_alias));
typedef WORD NAME(masks) __attribute__((vector_size(64)));
enum { NAME(lanes) = 64 / sizeof(REAL), NAME(running) = 4, NAME(searched) = 64 };

/// Whether b is beyond a; a NaN is beyond all numbers.
INLINE int NAME(is_further)(int least, REAL a, REAL b) { return (least ? b < a : b > a) | (b != b); }

/// The further one of two, lane by lane; a where b is NaN.
INLINE NAME(many) NAME(further)(int least, NAME(many) a, NAME(many) b) {
    NAME(masks) takes_b = least ? b < a : b > a;
    return (NAME(many))(((NAME(masks))b & takes_b) | ((NAME(masks))a & ~takes_b));
}

/// Whether one of some sums is NaN: an element is then, or there were infinities of both signs, or a sum was too large.
INLINE int NAME(may_have_nan)(NAME(many) sums) {
    NAME(masks) nan = sums != sums;
    WORD any = 0;
    UNROLL for (int l = 0; l < NAME(lanes); l++) any |= nan[l];
    return any != 0;
}

INLINE int NAME(has_nan)(const REAL *x, size_t n) {
    int found = 0;
    EACH for (size_t i = 0; i < n; i++) found |= x[i] != x[i];
    return found;
}

/// Of lanes without NaN.
INLINE REAL NAME(furthest)(int least, NAME(many) lanes) {
    UNROLL for (int width = NAME(lanes) / 2; width > 0; width /= 2)
        UNROLL for (int l = 0; l < width; l++)
            lanes[l] = (least ? lanes[l + width] < lanes[l] : lanes[l + width] > lanes[l]) ? lanes[l + width] : lanes[l];
    return lanes[0];
}

/// n >= 1.
INLINE REAL NAME(extreme)(int least, const REAL *x, size_t n) {
    if (n < NAME(lanes)) {
        REAL found = x[0];
        for (size_t i = 1; i < n; i++) found = NAME(is_further)(least, found, x[i]) ? x[i] : found;
        return found;
    }
    // The choice passes over NaN in one instruction; a sum beside it, which another part of the processor makes, keeps
    // them.
    NAME(many) best[NAME(running)], sums[NAME(running)];
    for (int v = 0; v < NAME(running); v++) best[v] = sums[v] = *(const NAME(many) *)x;
#define NEXT(v, at)                                    \
    {                                                  \
        NAME(many) next = *(const NAME(many) *)(at);   \
        best[v] = NAME(further)(least, best[v], next); \
        sums[v] += next;                               \
    }
    size_t i = 0;
    while (i + NAME(running) * NAME(lanes) <= n)
        UNROLL for (int v = 0; v < NAME(running); v++, i += NAME(lanes)) NEXT(v, x + i)
    for (; i + NAME(lanes) <= n; i += NAME(lanes)) NEXT(0, x + i)
    NEXT(1, x + n - NAME(lanes))
#undef NEXT
    if (NAME(may_have_nan)((sums[0] + sums[1]) + (sums[2] + sums[3])) && NAME(has_nan)(x, n)) return (REAL)NAN;
    best[0] = NAME(further)(least, best[0], best[1]);
    best[2] = NAME(further)(least, best[2], best[3]);
    return NAME(furthest)(least, NAME(further)(least, best[0], best[2]));
}

/// Whether x is `value`, or both are NaN.
INLINE int NAME(is_same)(REAL x, REAL value) { return (x == value) | ((x != x) & (value != value)); }

/// The first place of `value`, which stands somewhere in x.
INLINE size_t NAME(first_place)(const REAL *x, size_t n, REAL value) {
    size_t i = 0;
    for (int found = 0; i + NAME(searched) <= n; i += NAME(searched)) {
        for (size_t j = 0; j < NAME(searched); j++) found |= NAME(is_same)(x[i + j], value);
        if (found) break;
    }
    while (i + 1 < n && !NAME(is_same)(x[i], value)) i++;
    return i;
}

CLONES REAL NAME(k_max)(const REAL *x, size_t n) { return NAME(extreme)(0, x, n); }

CLONES REAL NAME(k_min)(const REAL *x, size_t n) { return NAME(extreme)(1, x, n); }

CLONES size_t NAME(k_argmax)(const REAL *x, size_t n) { return NAME(first_place)(x, n, NAME(extreme)(0, x, n)); }

CLONES size_t NAME(k_argmin)(const REAL *x, size_t n) { return NAME(first_place)(x, n, NAME(extreme)(1, x, n)); }
