import ApusData
import ApusTensor
import Testing

/// However a loop ends, no thread stays behind. Each in a process of its own, as other tests have
/// loaders too.
@Suite(.timeLimit(.minutes(1))) struct LoaderThreadTests {
  @Test func endsThreadsWithTheLastBatch() async {
    await #expect(processExitsWith: .success) {
      let loader = DataLoader(Scripted(count: 40) { _ in 500 }, batchSize: 4, workers: 3)
      var batches = loader.batches()
      #expect(eventually { decodeThreads() == 3 })
      while try batches.next() != nil {}
      #expect(eventually { decodeThreads() == 0 })
    }
  }

  @Test func endsThreadsOnBreak() async {
    await #expect(processExitsWith: .success) {
      let loader = DataLoader(Scripted(count: 100_000) { _ in 100 }, batchSize: 4, workers: 3)
      for _ in 1...20 {
        for try await batch in loader {
          #expect(batch == [0, 1, 2, 3])
          break
        }
      }
      #expect(eventually { decodeThreads() == 0 })
    }
  }

  @Test func endsThreadsWhenTheLoopThrows() async {
    await #expect(processExitsWith: .success) {
      let loader = DataLoader(Scripted(count: 100_000) { _ in 100 }, batchSize: 4, workers: 3)
      do {
        for try await batch in loader where batch.contains(9) { throw NumberProblem(index: 9) }
        Issue.record("the loop ended without an error")
      } catch {
        #expect(error as? NumberProblem == NumberProblem(index: 9))
      }
      #expect(eventually { decodeThreads() == 0 })
    }
  }

  @Test func endsThreadsAfterASampleError() async {
    await #expect(processExitsWith: .success) {
      let dataset = Scripted(count: 100_000, failing: [9]) { _ in 100 }
      var batches = DataLoader(dataset, batchSize: 4, workers: 3).batches()
      #expect(throws: SampleError.self) { while try batches.next() != nil {} }
      // The pass is over although its iterator is still there.
      #expect(eventually { decodeThreads() == 0 })
      let end = try batches.next()
      #expect(end == nil)
    }
  }

  @Test func endsThreadsOfAPassThatNobodyReads() async {
    await #expect(processExitsWith: .success) {
      let dataset = Scripted(count: 100_000) { _ in 100 }
      for _ in 1...20 { _ = DataLoader(dataset, batchSize: 4, workers: 3).makeAsyncIterator() }
      #expect(eventually { decodeThreads() == 0 })
      // Nor does one of the passes go on behind the scenes.
      let asked = dataset.askedFor
      #expect(asked <= 20 * 4 * 6)
    }
  }

  @Test func endsThreadsOfACancelledTask() async {
    await #expect(processExitsWith: .success) {
      let dataset = Scripted(count: 100_000) { _ in 100 }
      let task = Task {
        for try await _ in DataLoader(dataset, batchSize: 4, workers: 3) {}
      }
      #expect(eventually { dataset.askedFor > 100 })
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(eventually { decodeThreads() == 0 })
    }
  }

  @Test func letsGoOfTheDataset() throws {
    weak var seen: Scripted?
    do {
      let dataset = Scripted(count: 100_000)
      seen = dataset
      var batches = DataLoader(dataset, batchSize: 4, workers: 3).batches()
      #expect(try batches.next() == [0, 1, 2, 3])
    }
    #expect(eventually { seen == nil })
  }

  @Test func survivesAThousandPasses() async {
    await #expect(processExitsWith: .success) {
      let loader = DataLoader(Scripted(count: 50), batchSize: 3, workers: 3, prefetch: 1)
      for pass in 0..<1000 {
        var (batches, found) = (loader.batches(), 0)
        while found < pass % 60, let batch = try batches.next() {
          #expect(batch[0] == found)
          found += batch.count
        }
      }
      #expect(eventually { decodeThreads() == 0 })
    }
  }
}
