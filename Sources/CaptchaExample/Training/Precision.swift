import Apus
import ArgumentParser

/// How matrices are multiplied.
enum Precision: String, Codable, CaseIterable, ExpressibleByArgument {
  case float32
  /// Operands rounded to bfloat16, sums in float32.
  case bf16

  var ofProducts: MatmulPrecision { self == .bf16 ? .medium : .highest }
}
