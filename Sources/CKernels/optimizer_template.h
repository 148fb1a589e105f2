// The optimizer steps for one REAL. Included by optimizer_steps.c with REAL and NAME(x) defined.
//
// A statement with one product and one sum is rounded once where the processor has FMA, as PyTorch's vector kernels for
// add_(alpha) and lerp_ do; whatever PyTorch rounds in between stands in a statement of its own. The square root is the
// exactly rounded one (PyTorch's comes from MKL and on some processors is often 1 ulp off).

CLONES void NAME(k_sgd_step)(size_t n, REAL *p, const REAL *g, REAL *buf, int first, double lr, double momentum,
                             double dampening, double weight_decay, int nesterov, int maximize) {
    const REAL sign = maximize ? -1 : 1, decay = (REAL)weight_decay, rate = (REAL)-lr;
    const REAL keep = (REAL)momentum, take = (REAL)(1 - dampening);
    if (buf == NULL) {
        EACH for (size_t i = 0; i < n; i++) {
            REAL d = sign * g[i];
            if (weight_decay != 0) d = d + decay * p[i];
            p[i] = p[i] + rate * d;
        }
        return;
    }
    EACH for (size_t i = 0; i < n; i++) {
        REAL d = sign * g[i];
        if (weight_decay != 0) d = d + decay * p[i];
        REAL b = d;
        if (!first) {
            b = keep * buf[i];
            b = b + take * d;
        }
        buf[i] = b;
        if (nesterov) b = d + keep * b;
        p[i] = p[i] + rate * b;
    }
}

CLONES void NAME(k_adamw_step)(size_t n, REAL *p, const REAL *g, REAL *m, REAL *v, uint64_t step, double lr,
                               double beta1, double beta2, double eps, double weight_decay,
                               int maximize) {
    const REAL sign = maximize ? -1 : 1;
    const REAL shrink = (REAL)(1 - lr * weight_decay), take1 = (REAL)(1 - beta1), keep2 = (REAL)beta2;
    const REAL take2 = (REAL)(1 - beta2), epsilon = (REAL)eps;
    const REAL rate = (REAL)-(lr / (1 - pow(beta1, (double)step)));
    volatile double half = 0.5; // PyTorch writes ** 0.5, whose last bit may differ from a square root's
    const REAL root = (REAL)pow(1 - pow(beta2, (double)step), half);
    const int far = take1 >= (REAL)0.5; // lerp starts from the nearer end
    const REAL portion = far ? take1 - 1 : take1;
    EACH for (size_t i = 0; i < n; i++) {
        REAL d = sign * g[i], w = p[i];
        if (weight_decay != 0) w = shrink * w;
        REAL first = m[i], move = d - first, second = keep2 * v[i], square = take2 * d;
        first = (far ? d : first) + portion * move;
        second = second + square * d;
        m[i] = first;
        v[i] = second;
        REAL denominator = __builtin_elementwise_sqrt(second) / root;
        denominator = denominator + epsilon;
        REAL numerator = rate * first;
        w = w + numerator / denominator;
        p[i] = w;
    }
}
