// Layer norm over a row of REAL. Included by rows.c with REAL and NAME(x) defined.
//
// (x - mean) rstd is (x - near) * rstd + shift, where `near` is the mean as a REAL and `shift` what that leaves of it:
// no digits are lost, since x - near is exact where the two are close. Elements of a float32 row are computed in float
// then, but for rows so small or large that rstd is not well within its range: they are computed in double.

#define NORMALIZED(x) (((x) - near) * rstd + shift)
#define ROW_CONSTANTS(TYPE)                                                                              \
    const TYPE near = (TYPE)moments.mean, rstd = (TYPE)moments.rstd;                                     \
    const TYPE shift = (TYPE)(-((moments.mean - (double)near) + moments.mean_rest) * moments.rstd);

/// y = f(x) with arithmetic in TYPE. The last two parameters are literals.
#define LAYER_NORM_FORWARD(name, TYPE)                                                                    \
    INLINE void name(const NAME(k_layer_norm_row) *row, k_row_moments moments, int has_weight, int has_bias) { \
        const REAL *x = row->x, *weight = row->weight, *bias = row->bias;                                 \
        REAL *y = row->y;                                                                                 \
        const size_t n = row->n;                                                                          \
        ROW_CONSTANTS(TYPE)                                                                               \
        EACH for (size_t i = 0; i < n; i++) {                                                             \
            TYPE h = NORMALIZED(x[i]);                                                                    \
            if (has_weight) h = has_bias ? h * weight[i] + bias[i] : h * weight[i];                       \
            else if (has_bias) h = h + bias[i];                                                           \
            y[i] = (REAL)h;                                                                               \
        }                                                                                                 \
    }
LAYER_NORM_FORWARD(NAME(normalize), REAL)
LAYER_NORM_FORWARD(NAME(normalize_in_double), double)

INLINE int NAME(fits)(double rstd) { return sizeof(REAL) == sizeof(double) || (rstd > 1e-30 && rstd < 1e30); }

CLONES k_row_moments NAME(k_layer_norm_forward)(const NAME(k_layer_norm_row) *row) {
    if (row->n == 0) return (k_row_moments){NAN, 0, NAN};
    NAME(center) center = NAME(center_of)(row->x, row->n);
    double rstd = 1 / __builtin_elementwise_sqrt(center.squares / (double)row->n + row->eps);
    k_row_moments moments = {center.mean, center.rest, rstd};
    int has_weight = row->weight != NULL, has_bias = row->bias != NULL;
    if (!NAME(fits)(rstd)) NAME(normalize_in_double)(row, moments, has_weight, has_bias);
    else if (has_weight && has_bias) NAME(normalize)(row, moments, 1, 1);
    else if (has_weight) NAME(normalize)(row, moments, 1, 0);
    else if (has_bias) NAME(normalize)(row, moments, 0, 1);
    else NAME(normalize)(row, moments, 0, 0);
    return moments;
}

#define ADD_GRADIENT(AT, first, second)                           \
    {                                                             \
        __auto_type gw = has_weight ? AT(g) * AT(weight) : AT(g); \
        first += gw;                                              \
        second += gw * (AT(x) - mean - rest);                     \
    }
ROW_SUMS(NAME(gradient_sums), 2,
         (int has_weight, const REAL *g, const REAL *weight, const REAL *x, size_t n, double mean, double rest),
         ADD_GRADIENT)

#define LAYER_NORM_BACKWARD(name, TYPE)                                                                   \
    INLINE void name(const NAME(k_layer_norm_gradient) *row, k_row_moments moments, int has_weight) {     \
        const REAL *x = row->x, *weight = row->weight, *g = row->g;                                       \
        REAL *dx = row->dx;                                                                               \
        double *d_weight = row->d_weight, *d_bias = row->d_bias;                                          \
        const size_t n = row->n;                                                                          \
        ROW_CONSTANTS(TYPE)                                                                               \
        if (d_weight != NULL && d_bias != NULL) {                                                         \
            EACH for (size_t i = 0; i < n; i++) {                                                         \
                d_weight[i] += (double)g[i] * (double)NORMALIZED(x[i]);                                   \
                d_bias[i] += (double)g[i];                                                                \
            }                                                                                             \
        } else if (d_weight != NULL) {                                                                    \
            EACH for (size_t i = 0; i < n; i++) d_weight[i] += (double)g[i] * (double)NORMALIZED(x[i]);   \
        } else if (d_bias != NULL) {                                                                      \
            EACH for (size_t i = 0; i < n; i++) d_bias[i] += (double)g[i];                                \
        }                                                                                                 \
        if (dx == NULL) return;                                                                           \
        two_sums sums = NAME(gradient_sums)(has_weight, g, weight, x, n, moments.mean, moments.mean_rest); \
        const double whole_mean = sums.first / (double)n; /* in two parts, as what is left may be small */ \
        const TYPE mean = (TYPE)whole_mean, mean_rest = (TYPE)(whole_mean - (double)mean);                \
        const TYPE slope = (TYPE)(sums.second * moments.rstd / (double)n);                                \
        EACH for (size_t i = 0; i < n; i++) {                                                             \
            TYPE d = has_weight ? (TYPE)g[i] * weight[i] - mean : g[i] - mean;                            \
            d = d - mean_rest - slope * NORMALIZED(x[i]);                                                 \
            dx[i] = (REAL)(d * rstd);                                                                     \
        }                                                                                                 \
    }
LAYER_NORM_BACKWARD(NAME(gradients), REAL)
LAYER_NORM_BACKWARD(NAME(gradients_in_double), double)

CLONES void NAME(k_layer_norm_backward)(const NAME(k_layer_norm_gradient) *row, k_row_moments moments) {
    if (!NAME(fits)(moments.rstd)) NAME(gradients_in_double)(row, moments, row->weight != NULL);
    else if (row->weight != NULL) NAME(gradients)(row, moments, 1);
    else NAME(gradients)(row, moments, 0);
}
