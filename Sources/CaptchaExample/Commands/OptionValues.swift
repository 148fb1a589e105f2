import Apus
import ArgumentParser

/// The whole number that was typed after an option; nil where it was not given.
func wholeNumber(
  _ text: String?, _ option: String, in range: ClosedRange<Int>
) throws -> Int? {
  guard let text else { return nil }
  let value = Int(text)
  if let value, range.contains(value) { return value }
  let isTooLarge =
    value.map { $0 > range.upperBound } ?? text.utf8.allSatisfy { (48...57).contains($0) }
  let limits =
    switch range {
    case _ where range.upperBound < 100: " from \(range.lowerBound) to \(range.upperBound)"
    case _ where isTooLarge: " of at most \(range.upperBound)"
    case _ where range.lowerBound == .min: ""
    default: " of at least \(range.lowerBound)"
    }
  throw Failure(.usage, "\(option) must be a whole number\(limits), got \(text)")
}

/// The number that was typed after an option, in decimal notation; nil where it was not given.
///
/// - Parameter demand: what `isFine` checks, in words: "greater than 0".
func number(
  _ text: String?, _ option: String, _ demand: String, _ isFine: (Double) -> Bool
) throws -> Double? {
  guard let text else { return nil }
  // Swift also takes nan, inf and hexadecimal.
  let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
  guard isDecimal, let value = Double(text), value.isFinite, isFine(value) else {
    throw Failure(.usage, "\(option) must be a number \(demand), got \(text)")
  }
  return value
}

/// What brings pixels to the range that a model was trained on, for files that do not tell.
struct NormalisationOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Mean of the training images' pixels.", valueName: "x"))
  var mean: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviation of the training images' pixels; both are needed for models "
        + "that were saved by other programs.", valueName: "x"))
  var std: String?

  /// Those given, or else those in the model's file.
  func normalisation(for model: ModelFile, at path: Path) throws -> Normalisation {
    let mean = try number(mean, "--mean", "from -1e6 to 1e6") { abs($0) <= 1e6 }
    let std = try number(std, "--std", "from 1e-6 to 1e6") { $0 >= 1e-6 && $0 <= 1e6 }
    switch (mean, std) {
    case (let mean?, let std?): return Normalisation(mean: mean, std: std)
    case (nil, nil):
      if let stored = model.normalisation { return stored }
      throw Failure(
        .usage,
        "\(path): does not tell mean and standard deviation of its training images; "
          + "give them with --mean and --std")
    default: throw Failure(.usage, "--mean and --std must be given together")
    }
  }
}

/// `text` as a JSON string.
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\\(scalar)"
    case ..<" ":
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
