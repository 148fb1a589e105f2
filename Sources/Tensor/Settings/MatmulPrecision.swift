import Synchronization

/// How products of float32 matrices are computed: matmul, Linear, LSTM.
public enum MatmulPrecision: String, Sendable, CaseIterable {
  /// In float32.
  case highest
  /// Operands are rounded to bfloat16 (8 bits of precision) and summed in float32: about twice as fast on a processor
  /// with AVX512_BF16, and slower than `highest` on others, which emulate it. Small products, and those to a few
  /// columns, stay in float32.
  case medium
}

private let isMedium = Atomic<Bool>(false)

/// Sets how products of float32 matrices are computed from now on, on all threads but within a `withSettings` that says
/// otherwise. What a recurrent layer saved for
/// its backward pass keeps the precision of its forward pass.
public func setFloat32MatmulPrecision(_ precision: MatmulPrecision) {
  isMedium.store(precision == .medium, ordering: .relaxed)
}

/// How products of float32 matrices are computed.
public func getFloat32MatmulPrecision() -> MatmulPrecision {
  Settings.current.float32MatmulPrecision
    ?? (isMedium.load(ordering: .relaxed) ? .medium : .highest)
}
