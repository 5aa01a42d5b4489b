import Testing

@testable import EmbeddedCluster

@Suite struct JobIndexesTests {
    @Test(
        arguments: [([], ""), ([3], "3"), ([1, 0], "0,1"), ([0, 1, 2, 4, 6, 7], "0-2,4,6,7")] as [(Set<Int>, String)])
    func `three that follow each other are a range`(indexes: Set<Int>, text: String) {
        #expect(JobIndexes(indexes).text == text)
        #expect(JobIndexes(text, below: 8).count == indexes.count)
    }

    @Test(arguments: [
        ("0-2,4", 5, 4, 2), ("0-2,4", 2, 2, 1), ("2-2147483647", 2_147_483_647, 2_147_483_645, 2), ("", 5, 0, 0),
        ("a,-1,3-1,1-,2--4,99999999999999999999", 5, 0, 0), ("1,1-3,0", 5, 1, 1),
    ])
    func `indices count once, those alone that the job has`(text: String, end: Int, count: Int, met: Int) {
        let indexes = JobIndexes(text, below: end)
        #expect(indexes.count == count)
        #expect(indexes.count(of: [1, 3, 4]) == met)
    }
}
