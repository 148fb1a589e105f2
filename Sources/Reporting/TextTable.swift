/// A table of text whose columns are as wide as their widest entry.
package struct TextTable {
  package enum Alignment: Sendable { case left, right }

  private enum Line {
    case row([String])
    case title(String)
  }

  private let alignments: [Alignment]
  private var content: [Line]

  package init(_ columns: [(title: String, alignment: Alignment)]) {
    alignments = columns.map(\.alignment)
    content = [.row(columns.map(\.title))]
  }

  /// - Parameter row: an entry for each column.
  package mutating func add(_ row: [String]) { content.append(.row(row)) }

  /// A line of its own above the rows that follow.
  package mutating func add(title: String) { content.append(.title(title)) }

  /// The titles of the columns and all rows, one a line.
  package var lines: [String] {
    let rows = content.compactMap { if case .row(let row) = $0 { row } else { nil } }
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return content.map { line in
      switch line {
      case .title(let title): title
      case .row(let row): text(row, widths)
      }
    }
  }

  private func text(_ row: [String], _ widths: [Int]) -> String {
    let cells = row.indices.map { column in
      let space = String(repeating: " ", count: widths[column] - row[column].count)
      return alignments[column] == .left ? row[column] + space : space + row[column]
    }
    var line = cells.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
