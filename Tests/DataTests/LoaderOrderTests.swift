import Autograd
import Data
import Tensor
import TestSupport
import Testing

@Suite struct LoaderOrderTests {
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

  @Test(arguments: [0, 2])
  func shufflesAsPyTorchDoesWithAGeneratorOfItsOwn(workers: Int) async throws {
    let expected = try fixture("random")
    for (label, shuffle) in [("shuffled_own5", true), ("in_order_own5", false)] {
      let generator = Generator(seed: 5)
      let loader = DataLoader(
        Numbers(count: 20), batchSize: 6, shuffle: shuffle, generator: generator, workers: workers)
      for epoch in 1...2 {
        let order = try await targets(loader)
        #expect(order == expected["loader/\(label)/epoch\(epoch)"])
        let next = NDArray([generator.unit()])
        #expect(next == expected["loader/\(label)/epoch\(epoch)_own_next_rand"])
      }
    }
  }

  /// In a process of its own, as other tests draw from the default generator.
  @Test func shufflesAsPyTorchDoesWithTheDefaultGenerator() async {
    await #expect(processExitsWith: .success) {
      let expected = try fixture("random")
      for label in ["shuffled_default", "in_order_default", "shuffled_own5", "in_order_own5"] {
        manualSeed(0)
        let generator = label.hasSuffix("own5") ? Generator(seed: 5) : nil
        let loader = DataLoader(
          Numbers(count: 20), batchSize: 6, shuffle: label.hasPrefix("shuffled"),
          generator: generator)
        for epoch in 1...2 {
          let order = try await targets(loader)
          #expect(order == expected["loader/\(label)/epoch\(epoch)"])
          let next = NDArray([Generator.default.unit()])
          #expect(next == expected["loader/\(label)/epoch\(epoch)_next_rand"])
          _ = generator?.unit()
        }
      }
    }
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

/// The targets of one pass, one after the other.
private func targets<D>(_ loader: DataLoader<D, (Tensor, Tensor)>) async throws -> NDArray {
  var all: [Int] = []
  for try await (_, targets) in loader { all += targets.array.scalars(as: Int.self) }
  return NDArray(all)
}
