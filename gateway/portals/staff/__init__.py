"""The pages of staff: hosts, reviewers, experts, recommenders, secretariat, committee and operators (rule K1)."""
