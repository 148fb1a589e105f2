import ApusAutograd
import ApusData
import ApusTensor

extension ItemGroup {
  static let data = ItemGroup(
    "Data", file: "data",
    [
      item("randomSplit") { try $0.compareSplit() },
      item("RandomSampler") { run in
        let generator = try run.seeded()
        let sampler = RandomSampler(try run.arguments.int("count"), generator: generator)
        let passes = (0..<3).flatMap { _ in
          defer { sampler.passEnded() }
          return sampler.indices()
        }
        try run.compare(NDArray(passes), "indices")
        try run.compareEnds(of: generator)
      },
      item("SequentialSampler") { run in
        let generator = try run.seeded()
        let sampler = SequentialSampler(try run.arguments.int("count"))
        try run.compare(NDArray(sampler.indices()), "indices")
        try run.compareEnds(of: generator)
      },
      item("DataLoader") { run in
        for workers in [0, 2] { try run.compareLoader(workers: workers) }
      },
      item("DataLoader of a sampler") { try $0.compareLoaderOfSampler() },
      item("DataLoader left early") { run in
        let generator = try run.seeded()
        let loader = try run.loader(shuffle: true, dropLast: false, generator, workers: 0)
        for epoch in 0..<2 {
          var batches = loader.batches()
          try run.compare(NDArray(try batches.next() ?? []), "\(epoch)/first")
          try run.compareEnds(of: generator, "\(epoch)/")
        }
      },
      item("batches") { try $0.compareBatches() },
    ])

  private static func item(
    _ name: String, _ run: @escaping @Sendable (CaseRun) throws -> Void
  ) -> Item {
    Item(name, drawsFromDefault: true, tolerance: Tolerance.exact, run: run)
  }
}

/// Sample i is i.
private struct Counting: Dataset {
  let count: Int
  subscript(index: Int) -> Int { index }
}

/// The same order in every pass; an index may occur twice.
private struct Order: Sampler {
  let order: [Int]
  var count: Int { order.count }
  func indices() -> [Int] { order }
}

/// Sample i is ([i, 10 i], i).
private struct Numbers: Dataset {
  let count: Int
  subscript(index: Int) -> (NDArray, NDArray) {
    (NDArray([Float(index), Float(10 * index)]), NDArray(scalar: index))
  }
}

extension CaseRun {
  /// Seeds the default generator, and makes the case's own where it has one.
  fileprivate func seeded() throws -> Generator? {
    manualSeed(try arguments.int("seed"))
    return try arguments.optional("own", arguments.int).map { Generator(seed: UInt64($0)) }
  }

  /// Where both generators stand.
  fileprivate func compareEnds(of own: Generator?, _ prefix: String = "") throws {
    try compareNext("\(prefix)next", from: .default)
    if let own { try compareNext("\(prefix)own_next", from: own) }
  }

  fileprivate func compareSplit() throws {
    let generator = try seeded()
    let dataset = Counting(count: try arguments.int("count"))
    let from = generator ?? .default
    let parts =
      try arguments.bool("fractions")
      ? try randomSplit(dataset, arguments.numbers("parts"), generator: from)
      : try randomSplit(dataset, arguments.ints("parts"), generator: from)
    try compare(NDArray(parts.flatMap(\.indices)), "indices")
    try compare(NDArray(parts.map(\.count)), "lengths")
    try compareEnds(of: generator)
  }

  fileprivate func loader(
    shuffle: Bool, dropLast: Bool, _ generator: Generator?, workers: Int
  ) throws -> DataLoader<some Dataset, [Int]> {
    DataLoader(
      Counting(count: try arguments.int("count")), batchSize: try arguments.int("batchSize"),
      shuffle: shuffle, dropLast: dropLast, generator: generator, workers: workers,
      collate: { $0 })
  }

  fileprivate func compareLoader(workers: Int) throws {
    let generator = try seeded()
    let loader = try loader(
      shuffle: arguments.bool("shuffle"), dropLast: arguments.bool("dropLast"), generator,
      workers: workers)
    try comparePasses(of: loader) { try compareEnds(of: generator, $0) }
  }

  /// What each pass gives, and with `atEnd` where the generators stand after it.
  private func comparePasses(
    of loader: DataLoader<some Dataset, [Int]>, atEnd: (_ prefix: String) throws -> Void
  ) throws {
    for epoch in 0..<(try arguments.int("epochs")) {
      var (all, batches) = ([[Int]](), loader.batches())
      while let batch = try batches.next() { all.append(batch) }
      try compare(NDArray(all.flatMap { $0 }), "\(epoch)/indices")
      try compare(NDArray(all.map(\.count)), "\(epoch)/sizes")
      try atEnd("\(epoch)/")
    }
  }

  fileprivate func compareLoaderOfSampler() throws {
    let generator = try seeded()
    let count = try arguments.int("count")
    let samplers = try arguments.optional("samplerOwn", arguments.int)
      .map { Generator(seed: UInt64($0)) }
    let loader = DataLoader(
      Counting(count: count), batchSize: try arguments.int("batchSize"),
      dropLast: try arguments.bool("dropLast"), sampler: try sampler(count, samplers),
      generator: generator, workers: 0, collate: { $0 })
    try comparePasses(of: loader) { prefix in
      try compareEnds(of: generator, prefix)
      if let samplers { try compareNext("\(prefix)sampler_next", from: samplers) }
    }
  }

  private func sampler(_ count: Int, _ generator: Generator?) throws -> any Sampler {
    switch try arguments.text("sampler") {
    case "sequential": SequentialSampler(count)
    case "random": RandomSampler(count, generator: generator)
    case "given": Order(order: try arguments.ints("order"))
    case let name: throw CaseProblem("knows no sampler \(name)")
    }
  }

  /// Inputs and targets as they are stacked.
  fileprivate func compareBatches() throws {
    _ = try seeded()
    let (count, part) = (try arguments.int("count"), try arguments.int("part"))
    let subset = try randomSplit(Numbers(count: count), [part, count - part])[0]
    let loader = DataLoader(subset, batchSize: try arguments.int("batchSize"), shuffle: true)
    var (sizes, batches) = ([Int](), loader.batches())
    while let (x, y) = try batches.next() {
      try compare(x.array, "\(sizes.count)/x")
      try compare(y.array, "\(sizes.count)/y")
      sizes.append(y.count)
    }
    try compare(NDArray(sizes), "sizes")
  }
}
