import Testing

@testable import Catalog

@Suite struct XMLReaderTests {
    /// The events in one line; nil where the document is not read to its end.
    private func read(_ text: String) -> String? {
        var reader = XMLReader(Array(text.utf8))
        var events: [String] = []
        while let event = reader.next() {
            switch event {
            case .start(let name): events.append("<\(name)>")
            case .text(let text): events.append(text)
            case .end: events.append("</>")
            }
        }
        return reader.isComplete ? events.joined() : nil
    }

    @Test(arguments: [
        ("<a/>", "<a></>"),
        ("<?xml version=\"1.0\"?>\n<!-- x -->\n<a xmlns=\"u>v\"><b>1 &amp; 2</b></a>\n", "<a><b>1 & 2</></>"),
        ("<a>&lt;&gt;&quot;&apos;&#65;&#x42;</a>", "<a><>\"'AB</>"),
        ("<a><![CDATA[<b>&amp;]]></a>", "<a><b>&amp;</>"),
        ("<a ><b /></a >", "<a><b></></>"),
        ("\u{FEFF}<a>é</a>", "<a>é</>"),
    ])
    func `a document is read to its end`(text: String, events: String) {
        #expect(read(text) == events)
    }

    @Test(arguments: [
        "", " ", "a", "<a>", "<a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a>&nbsp;</a>", "<a>&#xD800;</a>", "<a>&amp</a>",
        "<!DOCTYPE a><a/>", "<a", "<a b='</a>", "<!-- <a/>", "<a><![CDATA[x</a>", "</a>", "<><a/>",
    ])
    func `what is no XML, or ends before it does, is not read to its end`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `bytes that are no UTF-8, and endless nesting, are refused`() {
        var reader = XMLReader(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8))
        while reader.next() != nil {}
        #expect(!reader.isComplete)
        let deep = String(repeating: "<a>", count: 1_000) + String(repeating: "</a>", count: 1_000)
        #expect(read(deep) == nil)
    }
}
