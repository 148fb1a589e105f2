import ApusAutograd
import ApusOptim
import Testing

/// A rule with options.
struct Rule: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable ([Tensor]) -> Optimizer

  init(_ name: String, _ make: @escaping @Sendable ([Tensor]) -> Optimizer) {
    self.name = name
    self.make = make
  }

  var testDescription: String { name }

  /// All rules, with options by which each finds a minimum.
  static let all: [Rule] = [
    Rule("SGD") { SGD($0, lr: 0.05) },
    Rule("SGD, momentum") { SGD($0, lr: 0.02, momentum: 0.9, dampening: 0.5) },
    Rule("SGD, nesterov") { SGD($0, lr: 0.02, momentum: 0.9, nesterov: true) },
    Rule("Adam") { Adam($0, lr: 0.05) },
    Rule("AdamW") { AdamW($0, lr: 0.05, weightDecay: 0) },
    Rule("RMSprop") { RMSprop($0, lr: 0.02) },
    Rule("RMSprop, all arrays") { RMSprop($0, lr: 0.01, momentum: 0.5, centered: true) },
    Rule("Adadelta") { Adadelta($0, lr: 20) },
  ]
}
