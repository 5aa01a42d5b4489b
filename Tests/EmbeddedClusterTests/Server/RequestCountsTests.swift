import Testing

@testable import EmbeddedCluster

@Suite struct RequestCountsTests {
    private func incoming(
        _ method: String, _ path: String, query: [String: String] = [:], type: String = "application/json"
    ) -> APIHandler.Incoming {
        APIHandler.Incoming(
            method: method, path: path, query: query, accept: "", contentType: type, userAgent: "", body: [])
    }

    @Test func `requests are counted by verb and code, as an API server does`() {
        let counts = RequestCounts()
        let pods = "/api/v1/namespaces/ml/pods"
        counts.record(incoming("GET", pods), code: 200)
        counts.record(incoming("GET", pods), code: 200)
        counts.record(incoming("GET", pods, query: ["watch": "true"]), code: 200)
        counts.record(incoming("GET", pods + "/scorer"), code: 404)
        counts.record(incoming("PATCH", pods + "/scorer", type: "application/apply-patch+yaml"), code: 201)
        #expect(
            counts.text == """
                # TYPE apiserver_request_total counter
                apiserver_request_total{verb="APPLY",code="201"} 1
                apiserver_request_total{verb="GET",code="404"} 1
                apiserver_request_total{verb="LIST",code="200"} 2
                apiserver_request_total{verb="WATCH",code="200"} 1

                """)
    }
}
