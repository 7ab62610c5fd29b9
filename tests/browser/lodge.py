"""`gongkai` as operators start it, but for the cost of its passwords: the seed keeps fifty."""

from argon2 import PasswordHasher

from shared import auth

auth.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

if __name__ == "__main__":
    from deploy.cli import main

    main()
