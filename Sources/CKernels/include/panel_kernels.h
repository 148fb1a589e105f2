// The kernels on panels for one kind of operand, as a table of functions: one table an instruction set. Included by
// panels.h with OPERAND, REAL (of the sums) and NAME(x) defined, which it takes back.

typedef struct {
    /// c = a b, or c += a b where `adds` is not 0, for up to 64 columns: the rows of `a` are a_step apart, those of c
    /// c_step, and b is one right panel of `depth` rows.
    void (*_Nonnull row_product)(size_t rows, size_t columns, size_t depth, const OPERAND *_Nonnull a, size_t a_step,
                                 const OPERAND *_Nonnull b, int adds, REAL *_Nonnull c, size_t c_step);

    /// c[row * c_step + column] = a b: `a` in `panels` gate panels, `b` in right panels of that depth.
    void (*_Nonnull gate_product)(size_t rows, size_t columns, size_t panels, const OPERAND *_Nonnull a, size_t stride,
                                  const OPERAND *_Nonnull b, REAL *_Nonnull c, size_t c_step);

    /// c[16 * panels][64] += a^T b: `a` in panels [depth][16] and `b` one panel [depth][64], both paired along the
    /// depth. c is a right panel.
    void (*_Nonnull add_transposed)(size_t depth, size_t panels, const OPERAND *_Nonnull a, size_t stride,
                                    const OPERAND *_Nonnull b, REAL *_Nonnull c);

    /// The input's part of the pre-activations, to gate panels: gates = x weights + bias. `x` are unit panels,
    /// `weights` right panels of gates, `bias` [panel][64].
    void (*_Nonnull lstm_input)(const k_lstm_shape *_Nonnull shape, const OPERAND *_Nonnull x,
                                const OPERAND *_Nonnull weights, const REAL *_Nonnull bias, REAL *_Nonnull gates);

    /// One time step. `left` holds the inputs' unit panels, then those of the hidden state before the step; or, where
    /// `bias` is NULL, the hidden state's alone, and `gates` comes with the input's part. `weights` are right panels of
    /// gates; c_prev and c unit panels, h the hidden state's panels among those of `left`; gates gate panels of
    /// activations (sigmoid for i, f, o, tanh for g): c = f * c_prev + i * g, h = o * tanh(c). h is also written to
    /// y [rows][hidden]. The rows before and after the step may lie in the same panels.
    void (*_Nonnull lstm_forward)(const k_lstm_shape *_Nonnull shape, const OPERAND *_Nonnull left,
                                  const OPERAND *_Nonnull weights, const REAL *_Nullable bias,
                                  const REAL *_Nonnull c_prev, REAL *_Nonnull gates, REAL *_Nonnull c,
                                  OPERAND *_Nonnull h, REAL *_Nonnull y);

    /// The derivative of one time step. `d_later` are the gradients of the later step's pre-activations, gate panels of
    /// operands, NULL at the last one; `weights` [4H, H] in right panels, their rows in the order of gate panels; `dy`
    /// and `dh_last` [rows][hidden] are added to the gradient of h, NULL where there is none. `carry`, unit panels,
    /// comes in as the gradient of c and leaves as that of c_prev. The gradients of the pre-activations go to
    /// `d_gates`, which may be `gates`, and their sums over the rows are added to d_bias [panel][64].
    void (*_Nonnull lstm_backward)(const k_lstm_shape *_Nonnull shape, const OPERAND *_Nullable d_later,
                                   const OPERAND *_Nonnull weights, const REAL *_Nullable dy,
                                   const REAL *_Nullable dh_last, const REAL *_Nonnull gates,
                                   const REAL *_Nonnull c_prev, const REAL *_Nonnull c, REAL *_Nonnull carry,
                                   OPERAND *_Nonnull d_gates, REAL *_Nonnull d_bias);
} NAME(k_panel_kernels);

/// The kernels of an instruction set that the processor has (see k_best_instruction_set).
const NAME(k_panel_kernels) *_Nonnull NAME(k_panels)(k_instruction_set set);

#undef OPERAND
#undef REAL
#undef NAME
