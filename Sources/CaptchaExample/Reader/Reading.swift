import Apus

/// What a network sees in one image: a class for each step.
struct Reading: Equatable {
  /// The likeliest class of each step.
  let classes: [Int]
  /// The class that stands for no digit.
  let blank: Int

  /// A character a step, "-" for the blank: `--33---222-999---77--`.
  var rawText: String { classes.map { $0 == blank ? "-" : "\($0)" }.joined() }

  /// The digits: of equal neighbours one is kept, then blanks are left out.
  var prediction: String { collapse(classes, blank: blank).map(String.init).joined() }

  /// The steps at which a digit is first recognised, one for each digit of the prediction.
  var firstSteps: [Int] {
    classes.indices.filter { step in
      classes[step] != blank && (step == 0 || classes[step] != classes[step - 1])
    }
  }
}

extension ModelFile {
  /// Reads one image, uint8 [1, H, W].
  func read(_ image: NDArray, normalisation: Normalisation) throws -> Reading {
    let input = try normalisation.transform(image)
    let path = noGrad { bestPaths(network(Tensor(input).unsqueeze(0)).logProbs)[0] }
    return Reading(classes: path, blank: network.architecture.blank)
  }
}
