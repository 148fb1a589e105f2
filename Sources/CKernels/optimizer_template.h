// The optimizer steps for one REAL. Included by optimizer_steps.c with REAL and NAME(x) defined.
//
// A statement with one product and one sum is rounded once where the processor has FMA, as PyTorch's vector kernels for
// add_(alpha), addcmul_ and lerp_ do; whatever PyTorch rounds in between stands in a statement of its own. The square
// root is the exactly rounded one (PyTorch's comes from MKL and on some processors is often 1 ulp off).

CLONES void NAME(k_sgd_step)(size_t from, size_t to, REAL *p, const REAL *g, REAL *const *state,
                             const k_sgd_options *options) {
    const k_sgd_options o = *options;
    const REAL sign = o.maximize ? -1 : 1, decay = (REAL)o.weight_decay, rate = (REAL)-o.lr;
    const REAL keep = (REAL)o.momentum, take = (REAL)(1 - o.dampening);
    REAL *buf = state[0];
    if (buf == NULL) {
        EACH for (size_t i = from; i < to; i++) {
            REAL d = sign * g[i];
            if (o.weight_decay != 0) d = d + decay * p[i];
            p[i] = p[i] + rate * d;
        }
        return;
    }
    EACH for (size_t i = from; i < to; i++) {
        REAL d = sign * g[i];
        if (o.weight_decay != 0) d = d + decay * p[i];
        REAL b = d;
        if (!o.first) {
            b = keep * buf[i];
            b = b + take * d;
        }
        buf[i] = b;
        if (o.nesterov) b = d + keep * b;
        p[i] = p[i] + rate * b;
    }
}

/// from + weight * (to - from), which starts from the nearer end.
INLINE REAL NAME(lerp)(REAL from, REAL to, REAL weight) {
    const bool far = weight >= (REAL)0.5;
    const REAL portion = far ? weight - 1 : weight;
    REAL move = to - from;
    return (far ? to : from) + portion * move;
}

/// keep * mean + take * x^2.
INLINE REAL NAME(mean_of_squares)(REAL mean, REAL x, REAL keep, REAL take) {
    REAL kept = keep * mean, part = take * x;
    return kept + part * x;
}

CLONES void NAME(k_adam_step)(size_t from, size_t to, REAL *p, const REAL *g, REAL *const *state,
                              const k_adam_options *options) {
    const k_adam_options o = *options;
    const REAL sign = o.maximize ? -1 : 1, epsilon = (REAL)o.eps;
    const bool shrinks = o.weight_decay != 0 && o.decoupled, decays = o.weight_decay != 0 && !o.decoupled;
    const REAL shrink = (REAL)(1 - o.lr * o.weight_decay), decay = (REAL)o.weight_decay;
    const REAL take1 = (REAL)(1 - o.beta1), keep2 = (REAL)o.beta2, take2 = (REAL)(1 - o.beta2);
    const REAL rate = (REAL)-(o.lr / (1 - pow(o.beta1, (double)o.step)));
    volatile double half = 0.5; // PyTorch writes ** 0.5, whose last bit may differ from a square root's
    const REAL root = (REAL)pow(1 - pow(o.beta2, (double)o.step), half);
    REAL *m = state[0], *v = state[1];
    EACH for (size_t i = from; i < to; i++) {
        REAL d = sign * g[i], w = p[i];
        if (shrinks) w = shrink * w;
        if (decays) d = d + decay * w;
        REAL first = NAME(lerp)(m[i], d, take1), second = NAME(mean_of_squares)(v[i], d, keep2, take2);
        m[i] = first;
        v[i] = second;
        REAL denominator = __builtin_elementwise_sqrt(second) / root;
        denominator = denominator + epsilon;
        REAL numerator = rate * first;
        p[i] = w + numerator / denominator;
    }
}

INLINE void NAME(rmsprop)(size_t from, size_t to, REAL *p, const REAL *g, REAL *v, REAL *buf, REAL *m,
                          const k_rmsprop_options o) {
    const REAL sign = o.maximize ? -1 : 1, decay = (REAL)o.weight_decay, epsilon = (REAL)o.eps;
    const REAL keep = (REAL)o.alpha, take = (REAL)(1 - o.alpha), momentum = (REAL)o.momentum, rate = (REAL)-o.lr;
    EACH for (size_t i = from; i < to; i++) {
        REAL d = sign * g[i], w = p[i];
        if (o.weight_decay != 0) d = d + decay * w;
        REAL spread = NAME(mean_of_squares)(v[i], d, keep, take);
        v[i] = spread;
        if (m != NULL) {
            REAL mean = NAME(lerp)(m[i], d, take);
            m[i] = mean;
            spread = spread - mean * mean;
        }
        REAL denominator = __builtin_elementwise_sqrt(spread);
        denominator = denominator + epsilon;
        if (buf != NULL) {
            REAL b = momentum * buf[i];
            b = b + d / denominator;
            buf[i] = b;
            w = w + rate * b;
        } else {
            REAL numerator = rate * d;
            w = w + numerator / denominator;
        }
        p[i] = w;
    }
}

// A loop for each choice of arrays: one loop would mask accesses to NULL, each of which costs as much as a fault.
CLONES void NAME(k_rmsprop_step)(size_t from, size_t to, REAL *p, const REAL *g, REAL *const *state,
                                 const k_rmsprop_options *options) {
    REAL *v = state[0], *buf = state[1], *m = state[2];
    if (buf != NULL && m != NULL) NAME(rmsprop)(from, to, p, g, v, buf, m, *options);
    else if (buf != NULL) NAME(rmsprop)(from, to, p, g, v, buf, NULL, *options);
    else if (m != NULL) NAME(rmsprop)(from, to, p, g, v, NULL, m, *options);
    else NAME(rmsprop)(from, to, p, g, v, NULL, NULL, *options);
}

CLONES void NAME(k_adadelta_step)(size_t from, size_t to, REAL *p, const REAL *g, REAL *const *state,
                                  const k_adadelta_options *options) {
    const k_adadelta_options o = *options;
    const REAL sign = o.maximize ? -1 : 1, decay = (REAL)o.weight_decay, epsilon = (REAL)o.eps;
    const REAL keep = (REAL)o.rho, take = (REAL)(1 - o.rho), rate = (REAL)-o.lr;
    REAL *v = state[0], *u = state[1];
    EACH for (size_t i = from; i < to; i++) {
        REAL d = sign * g[i], w = p[i];
        if (o.weight_decay != 0) d = d + decay * w;
        REAL square = NAME(mean_of_squares)(v[i], d, keep, take);
        v[i] = square;
        REAL spread = square + epsilon, reach = u[i] + epsilon;
        REAL delta = __builtin_elementwise_sqrt(reach) / __builtin_elementwise_sqrt(spread);
        delta = delta * d;
        u[i] = NAME(mean_of_squares)(u[i], delta, keep, take);
        p[i] = w + rate * delta;
    }
}
