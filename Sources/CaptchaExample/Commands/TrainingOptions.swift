import Apus
import ArgumentParser

/// The options that decide what a training run computes.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: """
      tutorial (default): 2 LSTM layers of 512, SGD, 30 epochs, hours. \
      quick: a bidirectional LSTM of 128 on four columns a step, AdamW, 3 epochs, minutes.
      """)
  var preset: Preset?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Passes through the training images; default: 30 or 3.", valueName: "n"))
  var epochs: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images a step; default: 64.", valueName: "n"))
  var batchSize: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Learning rate, of quick the highest one; default: 0.01.", valueName: "x"))
  var lr: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Momentum of SGD, tutorial only; default: 0.9.", valueName: "x"))
  var momentum: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Size of an LSTM layer; default: 512 or 128.", valueName: "n"))
  var hidden: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Number of LSTM layers; default: 2 or 1.", valueName: "n"))
  var layers: String?

  @Option(
    help: """
      How matrices are multiplied: float32 (default), or bf16, which rounds to 8 bits of precision what is \
      multiplied; about twice as fast on processors with AVX512_BF16, slow on others.
      """)
  var precision: Precision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What the random numbers start from; default: 0.", valueName: "n"))
  var seed: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Images to train on; default: 8192.", valueName: "n"))
  var trainCount: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images to test on; default: 1792. Of fewer images than 9984, quick takes 18 % to test on.",
      valueName: "n"))
  var testCount: String?

  /// `base` with the values that were given.
  func settings(over base: TrainingSettings) throws -> TrainingSettings {
    var result = base
    func set<T>(_ property: WritableKeyPath<TrainingSettings, T>, _ value: T?) {
      if let value { result[keyPath: property] = value }
    }
    set(\.preset, preset)
    set(\.epochs, try wholeNumber(epochs, "--epochs", in: 1...1_000_000))
    set(\.batchSize, try wholeNumber(batchSize, "--batch-size", in: 1 ... .max))
    set(\.lr, try number(lr, "--lr", "greater than 0 and at most 1e6") { $0 > 0 && $0 <= 1e6 })
    if let momentum = try number(momentum, "--momentum", "from 0 to less than 1", (0..<1).contains)
    {
      result.momentum = momentum
    }
    set(\.hidden, try wholeNumber(hidden, "--hidden", in: 1...8192))
    set(\.layers, try wholeNumber(layers, "--layers", in: 1...16))
    set(\.precision, precision)
    set(\.seed, try wholeNumber(seed, "--seed", in: .min ... .max))
    set(\.trainCount, try wholeNumber(trainCount, "--train-count", in: 1 ... .max))
    set(\.testCount, try wholeNumber(testCount, "--test-count", in: 1 ... .max))
    return result
  }
}
