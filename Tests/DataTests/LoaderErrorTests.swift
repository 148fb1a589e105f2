import ApusAutograd
import ApusData
import ApusTensor
import ApusTestSupport
import Testing

@Suite(.ownRandomNumbers) struct LoaderErrorTests {
  @Test(arguments: [0, 1, 2, 4])
  func throwsASampleErrorInItsPlace(workers: Int) throws {
    let loader = DataLoader(Scripted(count: 20, failing: [9, 13]), batchSize: 4, workers: workers)
    var batches = loader.batches()
    #expect(try batches.next() == [0, 1, 2, 3])
    #expect(try batches.next() == [4, 5, 6, 7])
    let error = #expect(throws: SampleError.self) { try batches.next() }
    #expect(error?.index == 9)
    #expect(error?.underlying as? NumberProblem == NumberProblem(index: 9))
    #expect(error?.description == "sample 9: NumberProblem(index: 9)")
    #expect(try batches.next() == nil)
  }

  /// The later samples of the batch fail at once, the first one after a while.
  @Test func throwsTheFirstOfSeveralErrors() throws {
    for _ in 1...20 {
      let dataset = Scripted(count: 8, failing: [1, 2, 3, 5]) { $0 == 1 ? 2000 : 0 }
      var batches = DataLoader(dataset, batchSize: 8, workers: 4).batches()
      let error = #expect(throws: SampleError.self) { try batches.next() }
      #expect(error?.index == 1)
    }
  }

  @Test func decodesNothingBehindAFailure() throws {
    let dataset = Scripted(count: 100, failing: [9])
    var batches = DataLoader(dataset, batchSize: 50, workers: 0).batches()
    #expect(throws: SampleError.self) { try batches.next() }
    #expect(dataset.askedFor == 10)
  }

  @Test func namesTheIndexInTheDatasetWhenShuffled() throws {
    let loader = DataLoader(
      Scripted(count: 50, failing: [31]), batchSize: 50, shuffle: true,
      generator: Generator(seed: 3), collate: { $0 })
    var batches = loader.batches()
    let error = #expect(throws: SampleError.self) { try batches.next() }
    #expect(error?.index == 31)
  }

  @Test func reachesALoop() async {
    let loader = DataLoader(Scripted(count: 20, failing: [6]), batchSize: 4)
    var found: [[Int]] = []
    do {
      for try await batch in loader { found.append(batch) }
      Issue.record("the loop ended without an error")
    } catch let error as SampleError {
      #expect(error.index == 6)
    } catch {
      Issue.record(error)
    }
    #expect(found == [[0, 1, 2, 3]])
  }

  @Test func throwsWhereShapesDiffer() throws {
    struct Growing: Dataset {
      let count = 6
      subscript(index: Int) -> (NDArray, NDArray) {
        (.zeros([1, index < 3 ? 60 : 30, 160]), NDArray([index]))
      }
    }
    let loader = DataLoader(Growing(), batchSize: 2, generator: Generator(seed: 0))
    var batches = loader.batches()
    #expect(try batches.next() != nil)
    let error = #expect(throws: CollateError.self) { try batches.next() }
    #expect(
      error?.description
        == "collate: the first arrays of the samples must be alike to be stacked, "
        + "but got [1, 60, 160] at entry 0 and [1, 30, 160] at entry 1 of the batch")
    #expect(try batches.next() == nil)
  }

  @Test func throwsWhereElementTypesDiffer() {
    let samples = [
      (NDArray([1]), NDArray([1])), (NDArray([1]), NDArray([1])), (NDArray([1]), NDArray([1.5])),
    ]
    let error = #expect(throws: CollateError.self) { try defaultCollate(samples) }
    #expect(
      error?.description
        == "collate: the second arrays of the samples must be alike to be stacked, "
        + "but got int64 [1] at entry 0 and float64 [1] at entry 2 of the batch")
  }

  @Test(arguments: [0, 2])
  func throwsWhereThereIsNoBatch(workers: Int) throws {
    var batches = DataLoader(Scripted(count: 0), batchSize: 4, workers: workers).batches()
    let empty = #expect(throws: EmptyLoaderError.self) { try batches.next() }
    #expect(empty?.description == "DataLoader: there are no samples")
    #expect(try batches.next() == nil)

    let loader = DataLoader(Scripted(count: 10), batchSize: 64, dropLast: true, workers: workers)
    #expect(loader.count == 0)
    batches = loader.batches()
    let short = #expect(throws: EmptyLoaderError.self) { try batches.next() }
    #expect(
      short?.description == "DataLoader: 10 samples make no full batch of 64, "
        + "and dropLast leaves out the rest")

    let shuffled = DataLoader(
      Numbers(count: 0), batchSize: 4, shuffle: true, generator: Generator(seed: 0))
    var none = shuffled.batches()
    #expect(throws: EmptyLoaderError.self) { try none.next() }
  }

  @Test func trapsOnWrongArguments() async {
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataLoader(Numbers(count: 3), batchSize: 0)
    }
    #expect(size?.errorText.contains("DataLoader: batchSize must be at least 1, got 0") == true)
    let prefetch = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataLoader(Numbers(count: 3), prefetch: 0)
    }
    #expect(prefetch?.errorText.contains("DataLoader: prefetch must be at least 1, got 0") == true)
    let workers = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataLoader(Numbers(count: 3), workers: -1)
    }
    #expect(workers?.errorText.contains("DataLoader: workers must not be negative, got -1") == true)
    let both = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataLoader(Numbers(count: 3), shuffle: true, sampler: SequentialSampler(3))
    }
    #expect(both?.errorText.contains("DataLoader: a sampler excludes shuffle: true") == true)
    let index = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = DataLoader(Numbers(count: 3), sampler: SequentialSampler(4)).batches()
    }
    #expect(
      index?.errorText.contains(
        "DataLoader: the sampler gave index 3 for a dataset of 3 samples") == true)
  }

  /// More than there is to do is as much as there is.
  @Test(
    arguments: [
      (5, .max, 2), (.max, 2, 2), (.max / 2 + 1, .max / 2 + 1, 3), (.max, .max, 0), (7, .max, 1024),
    ])
  func takesLargeNumbers(batchSize: Int, prefetch: Int, workers: Int) throws {
    let loader = DataLoader(
      Scripted(count: 23), batchSize: batchSize, workers: workers, prefetch: prefetch)
    var (batches, found) = (loader.batches(), [Int]())
    while let batch = try batches.next() { found += batch }
    #expect(found == Array(0..<23))
    #expect(loader.count == (batchSize > 23 ? 1 : (23 + batchSize - 1) / batchSize))
  }

  /// Counts of one's own data sets and samplers come from outside too.
  static let impossible = [
    Mistake("DataLoader: workers must be at most 1024, got \(Int.max)") {
      _ = DataLoader(Numbers(count: 3), workers: .max)
    },
    Mistake("DataLoader: workers must be at most 1024, got 1025") {
      _ = DataLoader(Numbers(count: 3), workers: 1025)
    },
    Mistake("DataLoader: batchSize must be at least 1, got \(Int.min)") {
      _ = DataLoader(Numbers(count: 3), batchSize: .min)
    },
    Mistake("SequentialSampler: -1 is not a possible number of samples") {
      _ = DataLoader(Numbers(count: -1))
    },
    Mistake("RandomSampler: \(Int.max) is not a possible number of samples") {
      _ = DataLoader(Numbers(count: .max), shuffle: true)
    },
    Mistake("DataLoader: -2 is not a possible number of samples") {
      _ = DataLoader(Numbers(count: -2), sampler: SequentialSampler(0)).batches()
    },
    Mistake("the DataLoader's sampler: -3 is not a possible number of samples") {
      struct Negative: Sampler {
        let count = -3
        func indices() -> [Int] { [] }
      }
      _ = DataLoader(Numbers(count: 3), sampler: Negative()).count
    },
    Mistake("Subset: -4 is not a possible number of samples") {
      _ = Subset(Numbers(count: -4), [])
    },
    Mistake("randomSplit: \(Int.max) is not a possible number of samples") {
      _ = try? randomSplit(Numbers(count: .max), [0.5, 0.5])
    },
    Mistake("randomSplit: -5 is not a possible number of samples") {
      _ = try? randomSplit(Numbers(count: -5), [0])
    },
  ]

  @Test(arguments: impossible.indices) func trapsWithWords(mistake: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [mistake = mistake as Int] in
      LoaderErrorTests.impossible[mistake].body()
    }
    #expect(result.says(LoaderErrorTests.impossible[mistake].expected))
  }
}
