"""Who comes in a load test: teams by the API and by pages, public readers, reviewers. They run inside locust, on gevent."""
