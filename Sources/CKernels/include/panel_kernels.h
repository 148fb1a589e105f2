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

    void (*_Nonnull lstm_input)(const k_lstm_input *_Nonnull);
    void (*_Nonnull lstm_forward)(const k_lstm_forward *_Nonnull);
    void (*_Nonnull lstm_backward)(const k_lstm_backward *_Nonnull);
} NAME(k_panel_kernels);

/// The kernels of an instruction set that the processor has (see k_best_instruction_set).
const NAME(k_panel_kernels) *_Nonnull NAME(k_panels)(k_instruction_set set);

#undef OPERAND
#undef REAL
#undef NAME
