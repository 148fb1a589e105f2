import ApusProof
import ApusTensor
import ApusTestSupport
import Testing

/// A comparison that could not fail would prove nothing: stored numbers are changed by little more than is
/// allowed, and each time the item must fail and say where.
@Suite(.ownRandomNumbers) struct WrongValueTests {
  /// A stored array of an item's case: `multiply/0/f32/y`.
  struct Stored: Sendable, CustomTestStringConvertible {
    let file: String, caseKey: String, dtype: String?, name: String, quantity: String

    init(_ file: String, _ caseKey: String, _ dtype: String?, _ name: String) {
      (self.file, self.caseKey, self.dtype, self.name) = (file, caseKey, dtype, name)
      quantity =
        name.hasPrefix("dd/") ? "second gradient" : name.hasPrefix("d/") ? "gradient" : "value"
    }

    var item: String { String(caseKey[..<caseKey.lastIndex(of: "/")!]) }
    var key: String {
      let short = ["float32": "f32/", "float64": "f64/"]
      return "\(caseKey)/\(dtype.flatMap { short[$0] } ?? "")\(name)"
    }
    var testDescription: String { key }
  }

  /// Of operations, layers, fused layers, a loss, optimizers and schedules; each quantity in both types.
  static let arrays: [Stored] =
    ["float32", "float64"].flatMap { dtype in
      [
        Stored("arithmetic", "*(Tensor, Tensor)/0", dtype, "y"),
        Stored("arithmetic", "*(Tensor, Tensor)/1", dtype, "d/x1"),
        Stored("arithmetic", "*(Tensor, Tensor)/2", dtype, "dd/x0"),
        Stored("arithmetic", "*(Tensor, Tensor)/2", dtype, "dd/g/y"),
        Stored("layers", "Linear/0", dtype, "d/param/weight"),
        Stored("lstm", "LSTM/1", dtype, "y2"),
        Stored("lstm", "LSTM/1", dtype, "d/x1"),
        Stored("lstm", "LSTM/1", dtype, "dd/param/weight_hh_l1"),
        Stored("ctc", "CTCLoss/0", dtype, "y"),
        Stored("optimizers", "AdamW/3", dtype, "after/1"),
        Stored("clipping", "clipGradNorm/1", dtype, "clipped/0"),
      ]
    } + [
      Stored("ctc", "CTCLoss/0", "float64", "d/x0"),
      Stored("ctc", "CTCLoss/0", "float64", "dd/x0"),
      Stored("schedules", "OneCycleLR of SGD/4", nil, "momentum"),
    ]

  @Test(arguments: arrays) func anErrorBeyondTheToleranceIsNamed(_ stored: Stored) throws {
    let altered = try Altered(stored, by: 1.5)
    #expect(altered.outcome.failures.map(\.key) == [stored.caseKey])
    let failure = try #require(Failure(altered.outcome)).description
    let title = altered.outcome.failures[0].title
    let place = "\(stored.quantity) \(stored.name) at \(altered.index) is "
    #expect(failure.hasPrefix("\(stored.item), \(title): \(place)"), "\(failure)")
    #expect(
      failure.hasSuffix(", PyTorch has \(altered.changed) (1 of \(altered.count) differ)"),
      "\(failure)")
  }

  /// And that the tolerance is the reason: half of it passes.
  @Test(arguments: arrays) func anErrorWithinTheToleranceIsNot(_ stored: Stored) throws {
    #expect(try Altered(stored, by: 0.5).outcome.isRight)
  }

  /// Random numbers, orders, pixels and masks have no tolerance: one bit is too much.
  @Test(arguments: [
    ("random", "rand/3/f32/y"), ("random", "uniform/0/f64/y"), ("images", "Normalize/0/y"),
    ("modules", "LSTM, as made/0/f32/weights0"), ("random", "dropout/3/f32/y"),
  ])
  func aBitIsTooMuch(file: String, key: String) async {
    await #expect(processExitsWith: .success) { [file = file as String, key = key as String] in
      let fixtures = try AlteredFixtures(file) { arrays, _ in
        let array = try #require(arrays[key])
        arrays[key] = array.changingLast {
          array.dtype == .float32 ? Double(Float($0).nextUp) : $0.nextUp
        }
      }
      let outcome = try fixtures.outcome(of: "\(key.split(separator: "/")[0])")
      #expect(outcome.failures.count == 1)
    }
  }

  @Test(arguments: [
    ("images", "decodePNG/0/y"), ("reductions", "argmax(dim:, keepDim:)/1/f32/y"),
    ("comparisons", "less(Tensor)/0/f64/y"), ("indexing", "oneHot(Int)/1/y"),
    ("reductions", "max(dim:, keepDim:)/0/f32/y1"),
  ])
  func anIntegerIsCompared(file: String, key: String) throws {
    let fixtures = try AlteredFixtures(file) { arrays, _ in
      arrays[key] = try #require(arrays[key]).changingLast { $0 == 0 ? 1 : 0 }
    }
    #expect(try fixtures.outcome(of: "\(key.split(separator: "/")[0])").failures.count == 1)
  }

  @Test func zerosOfDifferentSignsAreDifferentBits() throws {
    // The last bias of a new LayerNorm.
    let key = "LayerNorm, as made/0/f32/weights0"
    let fixtures = try AlteredFixtures("modules") { arrays, _ in
      arrays[key] = try #require(arrays[key]).changingLast { -$0 }
    }
    #expect(try fixtures.outcome(of: "LayerNorm, as made").failures.count == 1)
  }

  @Test(arguments: [Double.nan, .infinity]) func whatIsNotFiniteIsCompared(value: Double) throws {
    for (item, key) in [
      ("+(Tensor, Tensor)", "+(Tensor, Tensor)/0/f32/y"),
      ("+(Tensor, Tensor)", "+(Tensor, Tensor)/0/f64/d/x0"),
    ] {
      let fixtures = try AlteredFixtures("arithmetic") { arrays, _ in
        arrays[key] = try #require(arrays[key]).changingLast { _ in value }
      }
      #expect(try fixtures.outcome(of: item).failures.count == 1)
    }
  }
}

/// An item's outcome where the last element of a stored array is changed by its tolerance times a factor.
private struct Altered {
  let outcome: ItemOutcome
  let index: [Int]
  let count: Int
  /// The element as it now is.
  let changed: Double

  init(_ stored: WrongValueTests.Stored, by factor: Double) throws {
    let example = try #require(ItemCase.all.first { $0.item.name == stored.item })
    let before = try example.group.outcome(of: example.item, Fixtures())
    let comparison = try #require(
      before.cases.first { $0.key == stored.caseKey && $0.dtype == stored.dtype }?
        .comparisons.first { $0.name == stored.name })
    let tolerance = comparison.tolerance
    var array = NDArray.zeros([0])
    let fixtures = try AlteredFixtures(stored.file) { arrays, _ in
      array = try #require(arrays[stored.key]).changingLast {
        $0 + factor * (tolerance.atol + tolerance.rtol * abs($0))
      }
      arrays[stored.key] = array
    }
    outcome = try fixtures.outcome(of: stored.item)
    index = array.shape.map { $0 - 1 }
    count = array.count
    changed = array.scalars(as: Double.self).last!
  }
}

extension NDArray {
  /// The same with the last element, in row-major order, changed.
  fileprivate func changingLast(_ change: (Double) -> Double) -> NDArray {
    var values = scalars(as: Double.self)
    values[count - 1] = change(values[count - 1])
    return NDArray(values, shape: shape).to(dtype)
  }
}
