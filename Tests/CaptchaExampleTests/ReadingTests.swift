import Apus
import FoundationEssentials
import Testing

@testable import CaptchaExample

@Suite struct ReadingTests {
  /// A reading from its raw text.
  private func reading(_ text: String) -> Reading {
    Reading(classes: text.map { $0.wholeNumberValue ?? 10 }, blank: 10)
  }

  @Test(arguments: [
    ("--33---222-999---77--", "3297", [2, 7, 11, 17]),
    ("-3-3-", "33", [1, 3]),
    ("33", "3", [0]),
    ("0123", "0123", [0, 1, 2, 3]),
    ("1-----2", "12", [0, 6]),
    ("----", "", []),
    ("", "", []),
  ])
  func digitsOfARawPrediction(raw: String, prediction: String, steps: [Int]) {
    let found = reading(raw)
    #expect(found.rawText == raw)
    #expect(found.prediction == prediction)
    #expect(found.firstSteps == steps)
  }

  @Test func jsonObjects() throws {
    struct Object: Decodable, Equatable {
      let file: String
      let raw: String
      let prediction: String
    }
    let name = "a \"b\" \\ \n\t é/ü.png"
    let line = reading("-77-").json(file: name)
    #expect(!line.contains("\n"))
    #expect(
      try JSONDecoder().decode(Object.self, from: Data(line.utf8))
        == Object(file: name, raw: "-77-", prediction: "7"))
    #expect(
      reading("0-1").json(file: "1.png") == #"{"file": "1.png", "raw": "0-1", "prediction": "01"}"#)
  }

  @Test func aLineStandsAtTheFirstColumnOfItsStep() throws {
    // 8 steps over 32 columns: the 5 is first seen at step 3, column 12.
    let image = NDArray.full([1, 10, 32], 255).to(.uint8)
    let plain = try annotated(image, reading("--------"))
    let marked = try annotated(image, reading("---55---"))
    #expect(plain.shape == marked.shape)
    let row = 64 + 20  // within the image, which is four times as large and 64 rows down
    let changed = (0..<plain.shape[2]).filter { x in
      plain[0..., row, x] != marked[0..., row, x]
    }
    #expect(changed.contains(16 + 4 * 12) && changed.contains(16 + 4 * 12 + 3))
    #expect(changed.allSatisfy { abs($0 - (16 + 4 * 12 + 2)) < 5 })
  }
}
