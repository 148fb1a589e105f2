public import ApusTensor

/// Runs `body` with this precision of products.
public func withMatmulPrecision<R>(_ precision: MatmulPrecision, _ body: () throws -> R) rethrows
  -> R
{
  try withSettings(float32MatmulPrecision: precision, body)
}
