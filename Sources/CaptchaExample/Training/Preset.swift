import ArgumentParser

/// Which network to train, and how.
enum Preset: String, Codable, CaseIterable, ExpressibleByArgument {
  /// The tutorial's own: two layers of 512, a column of pixels a step, SGD.
  case tutorial
  /// A small bidirectional network, four columns a step, AdamW with one cycle of the learning rate.
  case quick

  /// Neighbouring columns of pixels that the network sees at once.
  var columnsPerStep: Int { self == .tutorial ? 1 : 4 }
  var bidirectional: Bool { self == .quick }
  /// The part of the LSTM's outputs that is left out in training.
  var dropout: Double { self == .tutorial ? 0.5 : 0 }
  /// What is added to the biases of the forget gates at first.
  var forgetBias: Double { self == .tutorial ? 0 : 1 }
  /// Whether each batch starts with the state that the last one ended with.
  var carriesState: Bool { self == .tutorial }
  /// The largest norm of all gradients together; nil for any.
  var maxGradNorm: Double? { self == .tutorial ? nil : 1 }
  /// Whether the learning rate rises and falls, so that the number of epochs matters from the
  /// start.
  var hasSchedule: Bool { self == .quick }
  /// How many files, by name, are taken into account.
  ///
  /// The tutorial leaves out the last 16 of 10,000, so that batches of 64 come out even.
  var fileLimit: Int { self == .tutorial ? 9_984 : .max }
}
