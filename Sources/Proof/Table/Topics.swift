extension ProofTable {
  /// All rows. A new topic is one line here; a new row is none.
  package static let standard: ProofTable = {
    var table = ProofTable()
    for topic in topics { topic(&table) }
    return table
  }()

  private static let topics: [@Sendable (inout ProofTable) -> Void] = [
    arithmeticRows, numbersRows, functionsRows, powersRows,
    choicesRows, comparisonsRows, integersRows, reductionsRows,
    softmaxesRows, viewsRows, indexingRows, productsRows,
    factoriesRows, graphsRows, layersRows, lossesRows, lstmRows,
    ctcRows,
  ]
}
