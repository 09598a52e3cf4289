"""The local stack: a private RabbitMQ, a database, and every process of Dasai, on one machine and one data folder."""
