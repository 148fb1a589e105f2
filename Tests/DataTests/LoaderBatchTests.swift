import ApusAutograd
import ApusData
import ApusTensor
import Testing

@Suite struct LoaderBatchTests {
  @Test func stacksPairsIntoTensors() async throws {
    let loader = DataLoader(Numbers(count: 3), batchSize: 2, generator: Generator(seed: 0))
    var shapes: [[Int]] = []
    for try await (inputs, targets) in loader {
      shapes += [inputs.shape, targets.shape]
      #expect(inputs.dtype == .float32 && targets.dtype == .int64)
      #expect(!inputs.requiresGrad)
    }
    #expect(shapes == [[2, 2], [2, 1], [1, 2], [1, 1]])
    var batches = loader.batches()
    let first = try #require(try batches.next())
    #expect(first.0.array == NDArray([[0, 0], [1, 10]] as [[Float]]))
    #expect(first.1.array == NDArray([[0], [1]]))
  }

  @Test func loopsWithinNoGrad() async throws {
    let loader = DataLoader(Numbers(count: 5), batchSize: 2, generator: Generator(seed: 0))
    var sum = 0.0
    try await noGrad {
      for try await (inputs, targets) in loader {
        sum += inputs.array.sum().item() + targets.array.sum().item()
      }
    }
    #expect(sum == 120)
  }

  @MainActor @Test func loopsOnTheMainActor() async throws {
    let loader = DataLoader(Numbers(count: 5), batchSize: 2, generator: Generator(seed: 0))
    var count = 0
    for try await (inputs, _) in loader { count += inputs.shape[0] }
    #expect(count == 5)
  }

  @Test func takesAnyCollate() throws {
    let loader = DataLoader(
      Scripted(count: 5), batchSize: 2, generator: Generator(seed: 0),
      collate: { $0.map { String($0) }.joined(separator: "+") })
    var (found, batches) = ([String](), loader.batches())
    while let batch = try batches.next() { found.append(batch) }
    #expect(found == ["0+1", "2+3", "4"])
  }

  @Test func decodesWhereItSays() throws {
    let here = Scripted(count: 20)
    var batches = DataLoader(here, batchSize: 3, workers: 0).batches()
    while try batches.next() != nil {}
    #expect(here.threads.count == 1)

    let ahead = Scripted(count: 20) { _ in 500 }
    batches = DataLoader(ahead, batchSize: 3).batches()
    while try batches.next() != nil {}
    #expect(ahead.threads.count == 2)
    #expect(ahead.threads.isDisjoint(with: here.threads))
  }

  @Test(arguments: [(0, 2), (1, 1), (2, 2), (3, 1)])
  func holdsNoMoreThanItMay(workers: Int, prefetch: Int) throws {
    let dataset = Scripted(count: 100)
    var batches = DataLoader(dataset, batchSize: 5, workers: workers, prefetch: prefetch).batches()
    for taken in 0..<3 {
      let most = 5 * (taken + workers * prefetch)
      #expect(eventually { dataset.askedFor == most })
      #expect(try batches.next() != nil)
    }
    #expect(eventually { dataset.askedFor == 5 * (3 + workers * prefetch) })
  }

  @Test func readsADatasetAgainInEveryPass() throws {
    let dataset = Scripted(count: 7)
    let loader = DataLoader(dataset, batchSize: 7)
    for pass in 1...3 {
      var batches = loader.batches()
      while try batches.next() != nil {}
      #expect(dataset.askedFor == 7 * pass)
    }
  }
}
