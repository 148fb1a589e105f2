import ApusData
import ApusTensor
import Testing

@Suite struct SubsetTests {
  @Test func givesTheChosenSamplesInOrder() throws {
    let subset = Subset(Numbers(count: 10), [7, 0, 7])
    #expect(subset.count == 3)
    #expect(subset.indices == [7, 0, 7])
    #expect(try (0..<3).map { try subset[$0].1 } == [7, 0, 7].map { NDArray([$0]) })
  }

  @Test func nests() throws {
    let inner = Subset(Numbers(count: 10), [9, 8, 7])
    let outer = Subset(inner, [2, 0])
    #expect(try outer[0].1 == NDArray([7]))
    #expect(try outer[1].1 == NDArray([9]))
  }

  @Test func passesErrorsOn() {
    let subset = Subset(Scripted(count: 4, failing: [2]), [3, 2])
    #expect(throws: NumberProblem(index: 2)) { try subset[1] }
  }

  @Test func trapsOnIndicesOutOfRange() async {
    let tooLarge = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Subset(Numbers(count: 10), [3, 10, 11])
    }
    #expect(
      tooLarge?.errorText.contains(
        "Subset: index 10 is out of range; the dataset has 10 samples") == true)
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Subset(Numbers(count: 10), [-1])
    }
    #expect(negative?.errorText.contains("Subset: index -1 is out of range") == true)
    let asked = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = try Subset(Numbers(count: 10), [4, 5])[2]
    }
    #expect(
      asked?.errorText.contains("Subset: index 2 is out of range; the subset has 2 samples")
        == true)
  }
}
