public import ApusTensor

/// Runs `body` with this precision of products. It is the whole process', so that tests which depend on it must not run
/// beside each other: `swift test --no-parallel`.
public func withMatmulPrecision<R>(_ precision: MatmulPrecision, _ body: () throws -> R) rethrows
  -> R
{
  let before = getFloat32MatmulPrecision()
  setFloat32MatmulPrecision(precision)
  defer { setFloat32MatmulPrecision(before) }
  return try body()
}
