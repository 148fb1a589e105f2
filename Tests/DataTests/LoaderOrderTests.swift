import ApusAutograd
import ApusData
import ApusTensor
import ApusTestSupport
import Testing

@Suite(.ownRandomNumbers) struct LoaderOrderTests {
  @Test(arguments: [0, 1, 2, 3], [1, 4, 7, 40])
  func goesThroughEverySampleInOrder(workers: Int, batchSize: Int) throws {
    for dropLast in [false, true] {
      let loader = DataLoader(
        Scripted(count: 23), batchSize: batchSize, dropLast: dropLast, workers: workers)
      let all = Array(0..<23)
      var expected = stride(from: 0, to: 23, by: batchSize).map {
        Array(all[$0..<min($0 + batchSize, 23)])
      }
      if dropLast { expected.removeAll { $0.count < batchSize } }
      #expect(loader.count == expected.count)
      if expected.isEmpty { continue }
      for _ in 1...2 {
        var (found, batches) = ([[Int]](), loader.batches())
        while let batch = try batches.next() { found.append(batch) }
        #expect(found == expected)
        #expect(try batches.next() == nil)
      }
    }
  }

  /// Slow samples among quick ones: the threads finish in another order than they began.
  @Test func keepsTheOrderWhateverSamplesTake() throws {
    let dataset = Scripted(count: 60) { $0 % 7 == 0 ? 3000 : 0 }
    var (found, batches) = ([Int](), DataLoader(dataset, batchSize: 4, workers: 4).batches())
    while let batch = try batches.next() { found += batch }
    #expect(found == Array(0..<60))
  }

  /// An epoch that was left early draws what PyTorch's would have drawn by then.
  @Test func drawsWhenAPassBegins() throws {
    let (generator, twin) = (Generator(seed: 9), Generator(seed: 9))
    let loader = DataLoader(
      Numbers(count: 8), batchSize: 3, shuffle: true, generator: generator, workers: 2)
    for _ in 1...3 {
      var batches = loader.batches()
      _ = twin.random64()
      let order = twin.randperm(8)
      #expect(try batches.next()?.1.array == NDArray(order[..<3].map { [$0] }))
    }
    #expect(generator.random() == twin.random())
  }

  @Test func takesASampler() throws {
    struct EveryOther: Sampler {
      let count = 3
      func indices() -> [Int] { [4, 2, 0] }
    }
    let loader = DataLoader(
      Scripted(count: 6), batchSize: 2, sampler: EveryOther(), generator: Generator(seed: 0),
      collate: { $0 })
    #expect(loader.count == 2)
    var batches = loader.batches()
    #expect(try batches.next() == [4, 2])
    #expect(try batches.next() == [0])
    #expect(try batches.next() == nil)
  }
}
