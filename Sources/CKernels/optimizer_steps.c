// SGD and Adam in one pass over memory, in float and double.

#include "optimizer_steps.h"
#include "clones.h"
#include <math.h>

#pragma clang fp contract(on)

#define REAL float
#define NAME(name) name##_f32
#include "optimizer_template.h"
#undef REAL
#undef NAME

#define REAL double
#define NAME(name) name##_f64
#include "optimizer_template.h"
