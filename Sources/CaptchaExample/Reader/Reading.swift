import Apus

/// What a network sees in one image: a class for each step.
struct Reading: Equatable {
  /// The likeliest class of each step.
  let classes: [Int]
  /// The class that stands for no digit.
  let blank: Int

  /// A character a step, "-" for the blank: `--33---222-999---77--`.
  var rawText: String { text(classes) }

  /// The digits: of equal neighbours one is kept, then blanks are left out.
  var prediction: String {
    let merged = classes.indices.filter { $0 == 0 || classes[$0] != classes[$0 - 1] }
    return text(merged.map { classes[$0] }.filter { $0 != blank })
  }

  /// The steps at which a digit is first recognised, one for each digit of the prediction.
  var firstSteps: [Int] {
    classes.indices.filter { step in
      classes[step] != blank && (step == 0 || classes[step] != classes[step - 1])
    }
  }

  private func text(_ classes: [Int]) -> String {
    classes.map { $0 == blank ? "-" : "\($0)" }.joined()
  }
}
