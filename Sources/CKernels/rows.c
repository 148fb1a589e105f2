// Functions of one row, in float and double.

#include "rows.h"
#include "clones.h"
#include "row_sums.h"
#include "vector_softmax.h"

#pragma clang fp contract(on)

#define REAL float
#define WORD int32_t
#define NAME(name) name##_f32
#define EXP(x) exp_f32(x)
#define EXP_BELOW(x, max) exp_below_f32(x, max)
#define EXP_SCALE EXP_BELOW_SCALE_F32
#include "row_sums_template.h"
#include "row_extremes_template.h"
#include "row_softmax_template.h"
#include "layer_norm_template.h"
#undef REAL
#undef WORD
#undef NAME
#undef EXP
#undef EXP_BELOW
#undef EXP_SCALE

#define REAL double
#define WORD int64_t
#define NAME(name) name##_f64
#define EXP(x) exp_f64(x)
#define EXP_BELOW(x, max) exp_below_f64(x, max)
#define EXP_SCALE EXP_BELOW_SCALE_F64
#include "row_sums_template.h"
#include "row_extremes_template.h"
#include "row_softmax_template.h"
#include "layer_norm_template.h"
