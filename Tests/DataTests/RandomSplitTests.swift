import ApusData
import ApusTensor
import ApusTestSupport
import Testing

@Suite(.ownRandomNumbers) struct RandomSplitTests {
  /// The remainder goes round from the first part on.
  @Test(
    arguments: [
      (10, [0.5, 0.5], [5, 5]), (11, [0.5, 0.5], [6, 5]), (10, [0.33, 0.33, 0.34], [4, 3, 3]),
      (7, [0.25, 0.25, 0.25, 0.25], [2, 2, 2, 1]), (3, [0.9, 0.1], [3, 0]), (5, [1.0], [5]),
      (10, [0.0, 1.0], [0, 10]), (0, [0.5, 0.5], [0, 0]), (10, tenths, ones),
    ])
  func fractionsRoundDown(count: Int, fractions: [Double], lengths: [Int]) throws {
    let parts = try randomSplit(Numbers(count: count), fractions, generator: Generator(seed: 1))
    #expect(parts.map(\.count) == lengths)
    #expect(parts.flatMap(\.indices).sorted() == Array(0..<count))
  }

  @Test func namesBothNumbersWhenLengthsDoNotAddUp() {
    let error = #expect(throws: SplitError.self) {
      try randomSplit(Numbers(count: 10_000), [8192, 1792])
    }
    #expect(
      error?.description
        == "randomSplit: [8192, 1792] adds up to 9984, but the dataset has 10000 samples")
    #expect(throws: SplitError.self) { try randomSplit(Numbers(count: 1), [Int.max, Int.max, 3]) }
    #expect(throws: SplitError.self) { try randomSplit(Numbers(count: 10), [Int]()) }
    let fractions = #expect(throws: SplitError.self) {
      try randomSplit(Numbers(count: 10), [0.5, 0.25])
    }
    #expect(
      fractions?.description
        == "randomSplit: [0.5, 0.25] adds up to 0.75, but the dataset has 10 samples")
    #expect(throws: SplitError.self) { try randomSplit(Numbers(count: 10), [0.75, 0.75]) }
    #expect(throws: SplitError.self) { try randomSplit(Numbers(count: 10), [Double]()) }
  }

  @Test func trapsOnImpossibleParts() async {
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try randomSplit(Numbers(count: 10), [11, -1])
    }
    #expect(negative?.errorText.contains("randomSplit: negative length -1 in [11, -1]") == true)
    let fraction = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try randomSplit(Numbers(count: 10), [1.5, -0.5])
    }
    #expect(
      fraction?.errorText.contains(
        "randomSplit: fraction 1.5 in [1.5, -0.5] is not between 0 and 1") == true)
  }
}

/// Their sum is not quite 1.
private let tenths = Array(repeating: 0.1, count: 10)
private let ones = Array(repeating: 1, count: 10)
