// The kernels on panels for one REAL, as a table of functions: one table an instruction set. Included by CKernels.h
// with REAL and NAME(x) defined.

typedef struct {
    /// c = a b, or c += a b where `adds` is not 0, for up to 64 columns: the rows of `a` are a_step apart, those of c
    /// c_step, and b is one right panel of `depth` rows.
    void (*_Nonnull row_product)(size_t rows, size_t columns, size_t depth, const REAL *_Nonnull a, size_t a_step,
                                 const REAL *_Nonnull b, int adds, REAL *_Nonnull c, size_t c_step);

    /// c[row * c_step + column] = a b: `a` in `panels` gate panels, `b` in right panels of depth 64 * panels.
    void (*_Nonnull gate_product)(size_t rows, size_t columns, size_t panels, const REAL *_Nonnull a, size_t stride,
                                  const REAL *_Nonnull b, REAL *_Nonnull c, size_t c_step);

    /// c[16 * panels][64] += a^T b: `a` in unit panels and `b` one right panel, both of `depth` rows. c is a right panel.
    void (*_Nonnull add_transposed)(size_t depth, size_t panels, const REAL *_Nonnull a, size_t stride,
                                    const REAL *_Nonnull b, REAL *_Nonnull c);

    /// One time step. `xh` holds the inputs' unit panels, then those of the hidden state before the step; `weights`
    /// are right panels of gates, `bias` [panel][64]; c_prev, c and h unit panels, gates gate panels of activations
    /// (sigmoid for i, f, o, tanh for g): c = f * c_prev + i * g, h = o * tanh(c). h is also written to
    /// y [rows][hidden]. The rows before and after the step may lie in the same panels: h in those of xh, c in c_prev's.
    void (*_Nonnull lstm_forward)(const k_lstm_shape *_Nonnull shape, const REAL *_Nonnull xh,
                                  const REAL *_Nonnull weights, const REAL *_Nonnull bias, const REAL *_Nonnull c_prev,
                                  REAL *_Nonnull gates, REAL *_Nonnull c, REAL *_Nonnull h, REAL *_Nonnull y);

    /// The derivative of one time step. `d_later` are the gradients of the later step's pre-activations, NULL at the
    /// last one; `weights` [4H, H] in right panels, their rows in the order of gate panels; `dy` and `dh_last`
    /// [rows][hidden] are added to the gradient of h, NULL where there is none. `carry`, unit panels, comes in as
    /// the gradient of c and leaves as that of c_prev. The gradients of the pre-activations go to `d_gates`, and their
    /// sums over the rows are added to d_bias [panel][64].
    void (*_Nonnull lstm_backward)(const k_lstm_shape *_Nonnull shape, const REAL *_Nullable d_later,
                                   const REAL *_Nonnull weights, const REAL *_Nullable dy,
                                   const REAL *_Nullable dh_last, const REAL *_Nonnull gates,
                                   const REAL *_Nonnull c_prev, const REAL *_Nonnull c, REAL *_Nonnull carry,
                                   REAL *_Nonnull d_gates, REAL *_Nonnull d_bias);
} NAME(k_panel_kernels);

/// The kernels of an instruction set that the processor has (see k_best_instruction_set).
const NAME(k_panel_kernels) *_Nonnull NAME(k_panels)(k_instruction_set set);
