import ApusAutograd
import ApusData
import ApusTensor
import ApusTestSupport
import Testing

/// Samples that draw random numbers.
@Suite(.ownRandomNumbers) struct RandomSampleTests {
  private struct Noise: Dataset {
    let count = 40
    subscript(index: Int) -> (NDArray, NDArray) {
      (NDArray.randn([3], generator: .default), NDArray([index]))
    }
  }

  private func pass(_ workers: Int, _ generator: Generator) async throws -> [NDArray] {
    let loader = DataLoader(
      Noise(), batchSize: 8, shuffle: true, generator: generator, workers: workers)
    var batches: [NDArray] = []
    for try await (noise, index) in loader { batches += [noise.array, index.array] }
    return batches
  }

  @Test func areTheSameForAnyNumberOfWorkers() async throws {
    let before = Generator.default.state
    let generator = Generator(seed: 3)
    let first = try await pass(1, generator)
    let second = try await pass(1, generator)
    #expect(first != second)
    for workers in [2, 4] {
      let generator = Generator(seed: 3)
      #expect(try await pass(workers, generator) == first)
      #expect(try await pass(workers, generator) == second)
    }
    #expect(Generator.default.state == before)
    // No two samples draw the same numbers.
    let noise = stride(from: 0, to: first.count, by: 2).flatMap { first[$0].rows(as: Float.self) }
    #expect(Set(noise).count == 40)
  }

  /// As in PyTorch.
  @Test func drawFromTheProgramsGeneratorWithoutWorkers() async throws {
    let before = Generator.default.state
    defer { Generator.default.state = before }
    let drawn = try await pass(0, Generator(seed: 3))
    Generator.default.state = before
    let rows = (0..<40).map { _ in NDArray.randn([3]).scalars(as: Float.self) }
    #expect(
      stride(from: 0, to: drawn.count, by: 2).flatMap { drawn[$0].rows(as: Float.self) } == rows)
  }
}
